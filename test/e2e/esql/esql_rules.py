"""Reads ES|QL with Elastic's own parser and its tables of functions and types, and runs
it over sets of records: one JSON object on standard input, one on standard output."""

import json
import sys

import esql
from sql import run


def fault_of(query, schema):
    try:
        esql.analyze(esql.parse_query(query), schema)
    except esql.EsqlError as error:
        return str(error)
    return None


def main():
    asked = json.load(sys.stdin)
    schema = esql.Schema({name: {"type": kind} for name, kind in asked["fields"].items()})
    faults = [fault_of(query, schema) for query in asked["queries"]]
    parsed = [
        esql.parse_query(query) for query, fault in zip(asked["queries"], faults) if fault is None
    ]
    rows = [
        [run(query, records, asked["now"]) for query in parsed] for records in asked["records"]
    ]
    json.dump({"faults": faults, "rows": rows}, sys.stdout)


main()
