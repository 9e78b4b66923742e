// Takes OTLP requests as Loki takes them and answers LogQL in Loki's own engine: one
// JSON object on standard input, one answer a query on standard output.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/grafana/dskit/user"
	"github.com/grafana/loki/v3/pkg/logproto"
	"github.com/grafana/loki/v3/pkg/logql"
	"github.com/grafana/loki/v3/pkg/logql/syntax"
	"github.com/grafana/loki/v3/pkg/logqlmodel"
	"github.com/prometheus/prometheus/promql"
)

type input struct {
	// Milliseconds since 1970: the time of instant queries, and the end of the others.
	Now      int64
	Requests []request
	Queries  []query
}

type query struct {
	Expr string
	// Milliseconds that a range query goes back and steps by; zero for an instant one.
	Range, Step int64
}

// One line of a query's answer: a series with its last value, or a stream of records.
type row struct {
	Labels map[string]string `json:"labels"`
	// Of a series.
	Value float64 `json:"value"`
	// Of a stream.
	Lines []string `json:"lines,omitempty"`
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	var in input
	if err := json.NewDecoder(os.Stdin).Decode(&in); err != nil {
		return err
	}
	entries, err := taken(in.Requests)
	if err != nil {
		return err
	}
	engine := logql.NewEngine(logql.EngineOpts{}, storage(entries), logql.NoLimits, nil)
	answers := make([][]row, len(in.Queries))
	for index, query := range in.Queries {
		rows, err := ask(engine, query, time.UnixMilli(in.Now))
		if err != nil {
			return fmt.Errorf("%s: %w", query.Expr, err)
		}
		answers[index] = rows
	}
	return json.NewEncoder(os.Stdout).Encode(answers)
}

func ask(engine *logql.QueryEngine, query query, now time.Time) ([]row, error) {
	back := time.Duration(query.Range) * time.Millisecond
	step := time.Duration(query.Step) * time.Millisecond
	params, err := logql.NewLiteralParams(
		query.Expr, now.Add(-back), now, step, 0, logproto.BACKWARD, 1000, nil, nil,
	)
	if err != nil {
		return nil, err
	}
	ctx := user.InjectOrgID(context.Background(), "test")
	result, err := engine.Query(params).Exec(ctx)
	if err != nil {
		return nil, err
	}
	rows := []row{}
	switch data := result.Data.(type) {
	case promql.Vector:
		for _, sample := range data {
			rows = append(rows, row{Labels: sample.Metric.Map(), Value: sample.F})
		}
	case promql.Matrix:
		for _, series := range data {
			last := series.Floats[len(series.Floats)-1]
			rows = append(rows, row{Labels: series.Metric.Map(), Value: last.F})
		}
	case logqlmodel.Streams:
		for _, stream := range data {
			labels, err := syntax.ParseLabels(stream.Labels)
			if err != nil {
				return nil, err
			}
			lines := []string{}
			for _, entry := range stream.Entries {
				lines = append(lines, entry.Line)
			}
			rows = append(rows, row{Labels: labels.Map(), Lines: lines})
		}
	default:
		return nil, fmt.Errorf("answered by a %T", data)
	}
	return rows, nil
}
