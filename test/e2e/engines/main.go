// The query engines of Loki and of Prometheus, over what we send to the one and show to
// the other: `engines loki` or `engines prometheus`, one JSON object on standard input,
// one answer a query on standard output. `engines rules FILE` reads rules for Loki's
// ruler. Loki is under the AGPL: this program is for the
// tests alone and part of nothing that is shipped.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
)

type input struct {
	// Milliseconds since 1970: the time of instant queries, and the end of the others.
	Now     int64
	Queries []query
	// For Loki.
	Requests []request
	// For Prometheus.
	Scrapes []scrape
}

type query struct {
	Expr string
	// Milliseconds that a range query goes back and steps by; zero for an instant one.
	Range, Step int64
	// The text of an alert, with its holes.
	Summary string
}

func (one query) back() time.Duration { return time.Duration(one.Range) * time.Millisecond }
func (one query) step() time.Duration { return time.Duration(one.Step) * time.Millisecond }

// One line of a query's answer: a series with its last value, or a stream of records.
type row struct {
	Labels map[string]string `json:"labels"`
	// Of a series.
	Value float64 `json:"value"`
	// Of a stream.
	Lines []string `json:"lines,omitempty"`
	// What the summary says of it.
	Summary string `json:"summary,omitempty"`
}

type engine interface {
	ask(ctx context.Context, asked query, now time.Time) ([]row, error)
}

func main() {
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(name string) error {
	if name == "rules" {
		return checkRules(os.Args[2])
	}
	var in input
	if err := json.NewDecoder(os.Stdin).Decode(&in); err != nil {
		return err
	}
	engine, err := started(name, in)
	if err != nil {
		return err
	}
	answers := make([][]row, len(in.Queries))
	for index, query := range in.Queries {
		rows, err := engine.ask(context.Background(), query, time.UnixMilli(in.Now))
		if err != nil {
			return fmt.Errorf("%s: %w", query.Expr, err)
		}
		for number := range rows {
			rows[number].Summary, err = told(query.Summary, rows[number], model.Time(in.Now))
			if err != nil {
				return err
			}
		}
		answers[index] = rows
	}
	return json.NewEncoder(os.Stdout).Encode(answers)
}

func started(name string, in input) (engine, error) {
	switch name {
	case "loki":
		return newLoki(in.Requests)
	case "prometheus":
		return newPrometheus(in.Scrapes)
	}
	return nil, fmt.Errorf("no engine %q", name)
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
