"""Runs a parsed ES|QL query in SQLite: no Elasticsearch can be had where the tests run.
Each command becomes a view of the one before it. What the rules do not use is refused:
a guess at what Elasticsearch would do proves nothing."""

import re
import sqlite3

import esql
from esql import ast

MILLISECONDS = {"minute": 60_000, "hour": 3_600_000, "day": 86_400_000}
OPERATORS = {
    "and": "AND", "or": "OR", "==": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">",
    ">=": ">=", "+": "+", "-": "-", "*": "*", "/": "/",
}  # fmt: skip
FUNCTIONS = {
    "now": ":now",
    "not": "(NOT {})",
    "is_null": "({} IS NULL)",
    "is_not_null": "({} IS NOT NULL)",
    "case": "CASE WHEN {} THEN {} ELSE {} END",
    "to_lower": "lower({})",
    "rlike": "rlike({}, {})",
    "date_trunc": "({1} / {0} * {0})",
    "count_distinct": "count(DISTINCT {})",
    "min": "min({})",
    "max": "max({})",
    "sum": "sum({})",
    "values": "json_group_array(DISTINCT {0}) FILTER (WHERE {0} IS NOT NULL)",
}


def run(query, records, now):
    """The rows, as objects by column. Records have the time in ms."""
    fields = sorted(set(esql.get_unique_fields(query)) - esql.get_defined_columns(query))
    database = sqlite3.connect(":memory:")
    database.row_factory = sqlite3.Row
    database.create_function("rlike", 2, rlike, deterministic=True)
    columns = ", ".join(map(name, fields))
    database.execute(f"CREATE TABLE step0 ({columns})")
    database.executemany(
        f"INSERT INTO step0 VALUES ({', '.join('?' * len(fields))})",
        [[record.get(field) for field in fields] for record in records],
    )
    steps = [
        f"step{number} AS ({command_of(command, f'step{number - 1}')})"
        for number, command in enumerate(query.commands[1:], 1)
    ]
    select = f"WITH {', '.join(steps)} SELECT * FROM step{len(steps)}"
    return [dict(row) for row in database.execute(select, {"now": now})]


def command_of(command, before):
    match command:
        case ast.WhereCommand():
            return f"SELECT * FROM {before} WHERE {expression_of(command.predicate)}"
        case ast.EvalCommand():
            return f"SELECT *, {', '.join(map(named, command.assignments))} FROM {before}"
        case ast.StatsCommand(inline=False, grouping_aliases=[], aggregate_filters=[]):
            by = [expression_of(column) for column in command.grouping_refs]
            columns = [*map(named, command.aggregates), *by]
            return f"SELECT {', '.join(columns)} FROM {before} GROUP BY {', '.join(by)}"
        case ast.SortCommand():
            # Nobody asks for the order.
            return f"SELECT * FROM {before}"
    raise NotImplementedError(type(command).__name__)


def named(alias):
    return f"{expression_of(alias.expr)} AS {name(alias.name)}"


def expression_of(node):
    match node:
        case ast.ColumnRef():
            return name(node.name)
        case ast.Literal(kind="string"):
            return "'" + node.value.replace("'", "''") + "'"
        case ast.Literal(kind="long" | "double"):
            return repr(node.value)
        case ast.Literal(kind="date_period" | "time_duration"):
            count, unit = re.fullmatch(r"(\d+)(\w+?)s?", node.value).groups()
            return str(int(count) * MILLISECONDS[unit])
        case ast.BinaryExpr(op=op) if op in OPERATORS:
            left, right = expression_of(node.left), expression_of(node.right)
            return f"({left} {OPERATORS[op]} {right})"
        case ast.FunctionCall(name="count", args=[]):
            return "count(*)"
        case ast.FunctionCall(name=function) if function in FUNCTIONS:
            return FUNCTIONS[function].format(*map(expression_of, node.args))
    raise NotImplementedError(f"{type(node).__name__} {vars(node)}")


def name(column):
    return f'"{column}"'


def rlike(text, pattern):
    """Of the whole text, as Lucene has it."""
    return None if text is None else re.fullmatch(pattern, text) is not None
