// The configuration that the answers make, with a word on every key that an operator
// may want to change. Invariant: no secret is in it.

import { stringify } from "yaml";
import type { Answers, StreamChoice } from "./answers.ts";

/** Accepted by `validate`, refused by Salesforce, and told by doctor. */
const NO_CLIENT_ID = "the-consumer-key-is-missing";

export function configText(answers: Answers): string {
	const { clientId, header } = answers;
	const client =
		clientId === undefined
			? `\${env:SALESFORCE_CLIENT_ID:-${NO_CLIENT_ID}}`
			: scalar(clientId);
	return `# Made by \`salesforce-otlp init\`. Check it with
#   salesforce-otlp validate --config FILE
#   salesforce-otlp doctor --config FILE
# Every further key, with its default, is in otel-config.example.yaml.

receivers:
  salesforce:
    # Setup > My Domain.
    instance_url: ${scalar(answers.instanceUrl)}
    auth:
      jwt_bearer:
        # The app's consumer key: Setup > External Client App Manager > the app >
        # Settings > OAuth Settings > Consumer Key and Secret.
        client_id: ${client}
        username: ${scalar(answers.username)}
        # The app holds the certificate that belongs to it.
        private_key_file: ${scalar(answers.keyFile)}
    streams:
${answers.streams.map((stream) => STREAMS[stream](answers.eventMonitoring)).join("\n")}

exporters:
  otlp_http:
    # /v1/logs is added.
    endpoint: ${scalar(answers.endpoint)}
${
	header === undefined
		? `    # headers:
    #   Authorization: \${env:OTLP_AUTHORIZATION}
`
		: `    headers:
      # From the environment, so that the file holds no secret.
      ${scalar(header.name)}: \${env:${header.variable}:-}
`
}  # To see each record on the terminal, add this one to the pipeline:
  # debug: { verbosity: normal }

# Queue and checkpoints: a private directory on a local disk that outlives the process.
# Without this section it is $STATE_DIRECTORY, else ~/.local/state/salesforce-otlp.
# extensions:
#   file_storage:
#     directory: /var/lib/salesforce-otlp

service:
  # extensions: [file_storage]
  pipelines:
    logs:
      receivers: [salesforce]
      exporters: [otlp_http]
`;
}

const STREAMS: Readonly<
	Record<StreamChoice, (eventMonitoring: boolean) => string>
> = {
	login: (paid) =>
		`${files("login", "Logins, successful and failed.", paid)}${
			paid
				? ""
				: `
      # In minutes instead of a day, and free too; not both:
      # login: { source: login_history }`
		}`,
	logout: (paid) => files("logout", "Logouts.", paid),
	apex: (paid) => `${files("apex", "What Apex code did.", paid)}
        event_types: ${
					paid
						? "[ApexExecution, ApexCallout, ApexUnexpectedException]"
						: "[ApexUnexpectedException] # the one that is free"
				}`,
	setup_audit_trail: () => `      # Changes in Setup; every edition has them.
      setup_audit_trail:
        poll_interval: 5m
        # How far back the first poll reaches.
        initial_lookback: 7d`,
};

function files(name: string, what: string, eventMonitoring: boolean): string {
	return `      # ${what} From event log files.
      ${name}:
        ${
					eventMonitoring
						? "# Hourly files come three to six hours after their events.\n        log_file_interval: hourly"
						: "# Without Event Monitoring there are daily files, a day after their events.\n        log_file_interval: daily\n        initial_lookback: 2d"
				}`;
}

/** As YAML, and safe from being taken for a reference. */
function scalar(text: string): string {
	return stringify(text.replaceAll("$", "$$$$"), { lineWidth: 0 }).trimEnd();
}
