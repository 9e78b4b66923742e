package main

import (
	"context"
	"time"

	"github.com/grafana/dskit/user"
	"github.com/grafana/loki/v3/pkg/logproto"
	"github.com/grafana/loki/v3/pkg/logql"
	"github.com/grafana/loki/v3/pkg/logql/syntax"
	"github.com/grafana/loki/v3/pkg/logqlmodel"
)

type loki struct{ *logql.QueryEngine }

func newLoki(requests []request) (loki, error) {
	entries, err := taken(requests)
	if err != nil {
		return loki{}, err
	}
	return loki{
		logql.NewEngine(logql.EngineOpts{}, storage(entries), logql.NoLimits, nil),
	}, nil
}

func (one loki) ask(ctx context.Context, asked query, now time.Time) ([]row, error) {
	params, err := logql.NewLiteralParams(
		asked.Expr, now.Add(-asked.back()), now, asked.step(), 0,
		logproto.BACKWARD, 1000, nil, nil,
	)
	if err != nil {
		return nil, err
	}
	result, err := one.Query(params).Exec(user.InjectOrgID(ctx, "test"))
	if err != nil {
		return nil, err
	}
	streams, ok := result.Data.(logqlmodel.Streams)
	if !ok {
		return rowsOf(result.Data)
	}
	rows := []row{}
	for _, stream := range streams {
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
	return rows, nil
}
