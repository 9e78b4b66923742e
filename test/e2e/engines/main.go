// The query engine of Prometheus, over what we show to it: `engines prometheus`, one JSON
// object on standard input, one answer a query on standard output. `engines rules FILE`
// reads a file of rules for Loki's ruler, all but their expressions.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"time"

	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
)

type input struct {
	// Milliseconds since 1970: the time of instant queries, and the end of the others.
	Now     int64
	Queries []query
	Scrapes []scrape
}

type query struct {
	Expr string
	// Milliseconds that a range query goes back and steps by; zero for an instant one.
	Range, Step int64
}

func (one query) back() time.Duration { return time.Duration(one.Range) * time.Millisecond }
func (one query) step() time.Duration { return time.Duration(one.Step) * time.Millisecond }

// One line of a query's answer: a series with its last value.
type row struct {
	Labels map[string]string `json:"labels"`
	Value  float64           `json:"value"`
}

func main() {
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(name string) error {
	switch name {
	case "prometheus":
		return answerQueries()
	case "rules":
		return checkRules(os.Args[2])
	}
	return fmt.Errorf("no engine %q", name)
}

func answerQueries() error {
	var in input
	if err := json.NewDecoder(os.Stdin).Decode(&in); err != nil {
		return err
	}
	engine, err := newPrometheus(in.Scrapes)
	if err != nil {
		return err
	}
	answers := make([][]row, len(in.Queries))
	for index, query := range in.Queries {
		rows, err := engine.ask(context.Background(), query, time.UnixMilli(in.Now))
		if err != nil {
			return fmt.Errorf("%s: %w", query.Expr, err)
		}
		answers[index] = rows
	}
	return json.NewEncoder(os.Stdout).Encode(answers)
}

// Without what is no number: a panel has nothing to show of it.
func rowsOf(value parser.Value) ([]row, error) {
	rows := []row{}
	switch data := value.(type) {
	case promql.Vector:
		for _, sample := range data {
			if !math.IsNaN(sample.F) {
				rows = append(rows, row{Labels: sample.Metric.Map(), Value: sample.F})
			}
		}
	case promql.Matrix:
		for _, series := range data {
			for _, point := range slices.Backward(series.Floats) {
				if !math.IsNaN(point.F) {
					rows = append(rows, row{Labels: series.Metric.Map(), Value: point.F})
					break
				}
			}
		}
	default:
		return nil, fmt.Errorf("answered by a %T", data)
	}
	return rows, nil
}
