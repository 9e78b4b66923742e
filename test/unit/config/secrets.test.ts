// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are part of what is tested
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import {
	configFromEnvironment,
	formatConfig,
	formatWarning,
	loadConfig,
} from "../../../config/load.ts";
import { configErrorOf, loadOver } from "./minimal.ts";

const SECRET = "hunter2";
const PEM = `-----BEGIN PRIVATE KEY-----${SECRET}-----END PRIVATE KEY-----`;

/** Files that carry the secret to every place where one may stand. */
const WITH_SECRETS = `
receivers:
  salesforce:
    auth:
      jwt_bearer: { private_key_file: , private_key: "${PEM}", private_key_passphrase: ${SECRET} }
    tls: { cert_file: c, key_pem: "${PEM}" }
exporters:
  otlp_http:
    logs_endpoint: https://h/v1/logs?key=${SECRET}
    headers: { Authorization: "ApiKey ${SECRET}" }
    tls: { cert_file: c, key_pem: "${PEM}" }
service:
  telemetry:
    logs:
      processors:
        - batch: { exporter: { otlp_http: { endpoint: http://h, headers: { a: ${SECRET} } } } }
`;

test("print-config shows no secret, in whatever way the configuration is printed", () => {
	const { config } = loadOver([WITH_SECRETS]);
	for (const text of [
		formatConfig(config),
		inspect(config, { depth: null }).replace(/\?key=\w+/, ""),
		JSON.stringify(config).replace(/\?key=\w+/, ""),
	]) {
		expect(text).not.toContain(SECRET);
		expect(text).toContain("[REDACTED]");
	}
});

describe("no error holds a secret", () => {
	test.each([
		`receivers: { salesforce: { auth: { jwt_bearer: { private_key: ${SECRET} } } } }`,
		`receivers: { salesforce: { auth: { jwt_bearer: { private_key_file: "${PEM}" } } } }`,
		`receivers: { salesforce: { auth: { jwt_bearer: { private_key_passphrase: [${SECRET}] } } } }`,
		`receivers: { salesforce: { auth: { jwt_bearer: ${SECRET} } } }`,
		`receivers: { salesforce: { auth: ${SECRET} } }`,
		`receivers: { salesforce: { auth: { jwt_bearer: { passphrase: ${SECRET} } } } }`,
		`receivers: { salesforce: { instance_url: "https://u:${SECRET}@h/" } }`,
		`exporters: { otlp_http: { headers: ${SECRET} } }`,
		`exporters: { otlp_http: { headers: "Authorization=${SECRET}" } }`,
		`exporters: { otlp_http: { headers: { a: [${SECRET}] } } }`,
		`exporters: { otlp_http: { headers: { "Authorization ${SECRET}": x } } }`,
		`exporters: { otlp_http: { headers: { a: "x\\n${SECRET}" } } }`,
		`exporters: { otlp_http: { header: { a: ${SECRET} } } }`,
		`exporters: { otlp_http: { endpoint: "https://u:${SECRET}@h" } }`,
		`exporters: { otlp_http: { endpoint: "h/v1/logs?key=${SECRET}" } }`,
		`exporters: { otlp_http: ${SECRET} }`,
		`exporters: { otlp_http: { tls: { key_pem: ${SECRET} } } }`,
		`exporters: { otlp_http: { headers: { a: "\${${SECRET}" } } }`,
		`exporters: { otlp_http: { headers: { a: "\${env:X Y ${SECRET}}" } } }`,
		`exporters: { otlp_http: { headers: { a: "${SECRET} } } }`,
		`exporters: { otlp_http: { headers: { a: @${SECRET} } } }`,
		`exporters: { otlp_http: { headers: { a: b: ${SECRET} } } }`,
		`exporters: { otlp_http: { headers: { a: "\\q${SECRET}" } } }`,
		`exporters:\n  otlp_http:\n    headers:\n      a: x\n     ${SECRET}: y\n    - ${SECRET}`,
		`service: { telemetry: { logs: { processors: [{ batch: ${SECRET} }] } } }`,
	])("%s", (text) => {
		const error = configErrorOf(() => loadOver([text]));
		const shown = error.message + JSON.stringify(error.problems);
		// A misplaced key is named: its name is not a value.
		expect(shown.replaceAll(`"path":"${SECRET}"`, "")).not.toContain(SECRET);
	});

	test.each([
		"exporters: { otlp_http: { headers: ${env:S} } }",
		"exporters: { otlp_http: { headers: { a: '${env:S}', b: [] } } }",
		"exporters: { otlp_http: ${env:S} }",
		"exporters: ${env:S}",
		"receivers: { salesforce: { auth: { jwt_bearer: { private_key: '${env:S}' } } } }",
		"receivers: { salesforce: { auth: '${env:S}' } }",
		"${env:S}",
	])("nor what a variable brought to a secret's place: %s", (text) => {
		const error = configErrorOf(() => loadOver([text], { S: SECRET }));
		expect(error.message + JSON.stringify(error.problems)).not.toContain(
			SECRET,
		);
	});

	test("nor from the environment alone", () => {
		const error = configErrorOf(() =>
			configFromEnvironment({
				SALESFORCE_PRIVATE_KEY: SECRET,
				SALESFORCE_INSTANCE_URL: `https://u:${SECRET}@h`,
				OTEL_EXPORTER_OTLP_HEADERS: `Authorization ${SECRET}`,
				OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: `h?token=${SECRET}`,
			}),
		);
		expect(error.message).not.toContain(SECRET);
	});
});

test("no warning holds a secret", () => {
	const { warnings } = loadOver(
		[
			"exporters: { otlp_http: { headers: { a: '$hunter2${env:UNSET}${E}' } } }",
		],
		{ E: "" },
	);
	expect(warnings).toHaveLength(3);
	expect(warnings.map(formatWarning).join("\n")).not.toContain(SECRET);
});

test("what print-config writes loads as the same configuration, but for secrets", () => {
	const text = `
receivers: { salesforce: { resource: { a: "$$x $\${env:HOME}", b: "0123", c: "true" } } }
exporters: { otlp_http: { timeout: 1500ms, sending_queue: { batch: { max_size: 1MiB } } }, debug: }
`;
	const { config } = loadOver([text]);
	const written = formatConfig(config);
	const again = loadConfig([{ name: "written.yaml", text: written }], {});
	expect(again.config).toEqual(config);
	expect(parse(written).receivers.salesforce.streams.login).toEqual({
		source: "event_log_file",
		log_file_interval: "hourly",
		poll_interval: "15m",
		initial_lookback: "24h",
		settle: "2m",
		overlap: "1h",
		severity: {},
		attributes: { drop: [], keep: [] },
	});
});
