"""The report: what changed between two days, as data and as a paragraph."""

from posgraph.analysis.report.answer import report
from posgraph.analysis.report.results import Change, Difference, Report, Sentence, Turnover, Verdict, Verdicts

__all__ = ["Change", "Difference", "Report", "Sentence", "Turnover", "Verdict", "Verdicts", "report"]
