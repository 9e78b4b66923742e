package main

import (
	"context"
	"errors"
	"io"
	"os"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/textparse"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/tsdb"
)

// What `/metrics` answered, and when, in milliseconds since 1970.
type scrape struct {
	At          int64
	ContentType string
	Text        string
}

type prometheus struct {
	*promql.Engine
	database *tsdb.DB
}

func newPrometheus(scrapes []scrape) (prometheus, error) {
	directory, err := os.MkdirTemp("", "salesforce-otlp-promql-")
	if err != nil {
		return prometheus{}, err
	}
	database, err := tsdb.Open(directory, nil, nil, tsdb.DefaultOptions(), nil)
	if err != nil {
		return prometheus{}, err
	}
	// An open file is there to its end.
	if err := os.RemoveAll(directory); err != nil {
		return prometheus{}, err
	}
	for _, scrape := range scrapes {
		if err := keep(database, scrape); err != nil {
			return prometheus{}, err
		}
	}
	engine := promql.NewEngine(promql.EngineOpts{
		MaxSamples: 10_000_000,
		Timeout:    time.Minute,
		Parser:     parser.NewParser(parser.Options{}),
	})
	return prometheus{engine, database}, nil
}

func keep(database *tsdb.DB, scrape scrape) error {
	samples, err := textparse.New(
		[]byte(scrape.Text), scrape.ContentType, nil, textparse.ParserOptions{},
	)
	if err != nil {
		return err
	}
	appender := database.Appender(context.Background())
	for {
		entry, err := samples.Next()
		if errors.Is(err, io.EOF) {
			return appender.Commit()
		}
		if err != nil {
			return err
		}
		if entry != textparse.EntrySeries {
			continue
		}
		_, _, value := samples.Series()
		var series labels.Labels
		samples.Labels(&series)
		scraped := labels.NewBuilder(series).
			Set("job", "salesforce-otlp").Set("instance", "test:8888").Labels()
		if _, err := appender.Append(0, scraped, scrape.At, value); err != nil {
			return err
		}
	}
}

func (one prometheus) ask(ctx context.Context, asked query, now time.Time) ([]row, error) {
	var query promql.Query
	var err error
	if asked.Step == 0 {
		query, err = one.NewInstantQuery(ctx, one.database, nil, asked.Expr, now)
	} else {
		query, err = one.NewRangeQuery(
			ctx, one.database, nil, asked.Expr, now.Add(-asked.back()), now, asked.step(),
		)
	}
	if err != nil {
		return nil, err
	}
	result := query.Exec(ctx)
	if result.Err != nil {
		return nil, result.Err
	}
	return rowsOf(result.Value)
}
