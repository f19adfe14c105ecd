"""Trades: two issues on which two actors clash, and each gives on the one that it cares less about (logrolling)."""

from posgraph.analysis.trades.answer import trades
from posgraph.analysis.trades.losers import Loser
from posgraph.analysis.trades.results import Left, Trade, Trades
from posgraph.analysis.trades.stakes import Half, Stake

__all__ = ["Half", "Left", "Loser", "Stake", "Trade", "Trades", "trades"]
