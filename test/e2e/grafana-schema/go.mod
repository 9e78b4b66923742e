module salesforce-otlp/test/e2e/grafana-schema

go 1.26.5

require github.com/grafana/grafana-foundation-sdk/go v0.0.22
