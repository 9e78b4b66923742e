package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/grafana/loki/v3/pkg/logql/syntax"
	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/template"
)

// Rules of Loki's ruler have the form of Prometheus's, with other expressions.
type logqlRules struct{ parser.Parser }

func (logqlRules) ParseExpr(text string) (parser.Expr, error) {
	_, err := syntax.ParseExpr(text)
	return &parser.NumberLiteral{}, err
}

func checkRules(file string) error {
	_, faults := rulefmt.ParseFile(
		file, false, model.LegacyValidation, logqlRules{parser.NewParser(parser.Options{})}, nil,
	)
	return errors.Join(faults...)
}

// What an annotation says of a row, as a ruler has it.
func told(annotation string, row row, at model.Time) (string, error) {
	const names = "{{$labels := .Labels}}{{$value := .Value}}"
	data := template.AlertTemplateData(row.Labels, nil, "", promql.Sample{F: row.Value})
	text, err := template.NewTemplateExpander(
		context.Background(), names+annotation, "annotation", data, at, nil, nil, nil,
	).Expand()
	if err != nil {
		return "", fmt.Errorf("%s: %w", annotation, err)
	}
	return text, nil
}
