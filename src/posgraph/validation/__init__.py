"""Validation: what a dataset holds, every fault that keeps it from being loaded, and remarks that keep nothing."""

from posgraph.validation.remarks import REMARKS, Remark, remarks
from posgraph.validation.report import Content, Report, check, content

__all__ = ["REMARKS", "Content", "Remark", "Report", "check", "content", "remarks"]
