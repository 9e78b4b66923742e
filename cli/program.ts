// The command line. Each command is a file of its own, loaded when it is asked
// for, so that `--help` costs nothing.

import { Command, CommanderError, InvalidArgumentError } from "commander";
import { VERSION } from "../service/version.ts";
import { EXIT_OK, EXIT_USAGE } from "./exit-codes.ts";
import { addStateCommand } from "./state.ts";

function collect(value: string, previous: readonly string[]): string[] {
	return [...previous, value];
}

function port(value: string): number {
	const number = Number(value);
	if (!Number.isInteger(number) || number < 0 || number > 65535) {
		throw new InvalidArgumentError("A port is a number from 0 to 65535.");
	}
	return number;
}

function seed(value: string): number {
	const number = Number(value);
	if (!Number.isSafeInteger(number) || number < 0) {
		throw new InvalidArgumentError("A seed is a whole number.");
	}
	return number;
}

const CONFIG_HELP =
	"configuration: a path, file:PATH, env:NAME or yaml:TEXT; repeatable, later ones merge over earlier ones";

function withConfig(command: Command): Command {
	return command.option("--config <uri>", CONFIG_HELP, collect, []);
}

/** Subcommands inherit none of this by themselves. */
function inheritBehaviour(command: Command): void {
	command
		.helpOption("--help", "print this help")
		.showHelpAfterError("(--help lists the options)")
		.exitOverride();
	for (const inner of command.commands) inheritBehaviour(inner);
}

function createProgram(): Command {
	const program = new Command("salesforce-otlp")
		.description(
			"Reads a Salesforce org's event logs and exports them over OTLP.\n\n" +
				"Without a command it runs until SIGTERM or SIGINT. Without --config it is\n" +
				"configured by SALESFORCE_* and OTEL_EXPORTER_OTLP_* variables.",
		)
		.version(VERSION, "--version", "print the version")
		.helpOption("--help", "print this help")
		.showHelpAfterError("(--help lists commands and options)")
		.enablePositionalOptions()
		.exitOverride();

	withConfig(program)
		// So that a misspelt command is called that, not "too many arguments".
		.allowExcessArguments()
		.action(async (options, command: Command) => {
			const [unknown] = command.args;
			if (unknown !== undefined) {
				command.error(`error: unknown command '${unknown}'`);
			}
			const { startService } = await import("./start-service.ts");
			process.exitCode = await startService(options.config);
		});

	withConfig(
		program
			.command("validate")
			.description("check a configuration without contacting anything"),
	).action(async (options) => {
		const { validate } = await import("./validate.ts");
		process.exitCode = await validate(options.config);
	});

	withConfig(
		program
			.command("print-config")
			.description("print the effective configuration, secrets redacted"),
	).action(async (options) => {
		const { printConfig } = await import("./print-config.ts");
		process.exitCode = await printConfig(options.config);
	});

	program
		.command("init")
		.description(
			"set up a configuration with key and certificate; asks on a terminal for what the options don't say",
		)
		.option("--instance-url <url>", "the org's My Domain URL")
		.option("--username <name>", "the Salesforce user that reads the events")
		.option("--client-id <key>", "the consumer key of the app")
		.option("--key-file <file>", "the private key; made if it is not there")
		.option("--certificate-file <file>", "the certificate; made likewise")
		.option(
			"--streams <names>",
			"what to read, by comma: login,logout,apex,setup_audit_trail",
		)
		.option("--event-monitoring", "the org has Shield or Event Monitoring")
		.option("--no-event-monitoring", "it has neither")
		.option("--endpoint <url>", "where to send the records, over OTLP/HTTP")
		.option(
			"--header <name=variable>",
			"a header for it, and the environment variable that holds the value",
		)
		.option("--output <file>", "the configuration file to write")
		.option("--overwrite", "also when that file is there")
		.option("--doctor", "run doctor afterwards")
		.option("--no-doctor", "don't")
		.option("--no-interactive", "ask nothing, whatever the terminal")
		.action(async (options) => {
			const { init } = await import("./init.ts");
			process.exitCode = await init(options, {
				input: process.stdin,
				output: process.stdout,
				async doctor(file) {
					const { doctor } = await import("./doctor.ts");
					return doctor({ config: [file] });
				},
			});
		});

	withConfig(
		program
			.command("doctor")
			.description(
				"try everything out that a configuration needs, and say what is wrong and what to do",
			),
	)
		.option("--json", "as JSON")
		.option("--send-test-record", "send each backend one marked record")
		.action(async (options) => {
			const { doctor } = await import("./doctor.ts");
			process.exitCode = await doctor(options);
		});

	withConfig(
		program
			.command("backfill")
			.description(
				"read a past range, beside the running service or without it; can be stopped, and goes on when it is run again",
			),
	)
		.option("--since <time>", "from this day or moment on (ISO 8601, UTC)")
		.option("--until <time>", "up to this day or moment, which is not in it")
		.option("--streams <names>", "only these, by comma: login,apex")
		.action(async (options) => {
			const { backfill } = await import("./backfill.ts");
			process.exitCode = await backfill(options);
		});

	program
		.command("components")
		.description("list the components this build has")
		.action(async () => {
			const { components } = await import("./components.ts");
			process.exitCode = components();
		});

	program
		.command("convert")
		.description(
			"turn downloaded event log files (CSV) and rows of objects (JSON, as `sf data query --json` writes it) into OTLP, without an org; or send files of OTLP JSON lines on",
		)
		.argument("<file...>", "files, gzip or not; - reads standard input")
		.option(
			"--from <format>",
			"csv (event log files; rows of objects in JSON are recognised), or otlp_json as the file exporter writes it",
			"csv",
		)
		.option("--to <format>", "text, otlp_json or otlp_proto", "text")
		.option("--endpoint <url>", "send to this OTLP/HTTP endpoint instead")
		.option(
			"--header <name=value>",
			"a header for --endpoint; repeatable",
			collect,
			[],
		)
		.option("--output <file>", "write here instead of standard output")
		.option("--instance-url <url>", "the org's URL, for the records' resource")
		.option(
			"--organization-id <id>",
			"the org's id, for rows that don't tell it: those of objects",
		)
		.option("--include-original", "keep each raw row as log.record.original")
		.action(async (files, options) => {
			const { convert } = await import("./convert.ts");
			process.exitCode = await convert(files, options);
		});

	program
		.command("simulate")
		.description("run a Salesforce org on loopback, to try things out against")
		.option("--port <port>", "port to listen on", port)
		.option("--config <file>", "the simulated org, as YAML")
		.option("--seed <number>", "another seed makes another org", seed)
		.option(
			"--faults <names>",
			"nasty sides to switch on, separated by commas, or all of them: all (docs/simulator.md)",
		)
		.option(
			"--write-config <file>",
			"write the configuration of a receiver for this org, private key included",
		)
		.action(async (options) => {
			const { simulate } = await import("./simulate.ts");
			process.exitCode = await simulate(options);
		});

	program
		.command("demo")
		.description("read a simulated org and show what arrives")
		.action(async () => {
			const { demo } = await import("./demo.ts");
			process.exitCode = await demo();
		});

	addStateCommand(program, withConfig);

	for (const command of program.commands) inheritBehaviour(command);
	return program;
}

/** Runs the command that is asked for. */
export async function runProgram(): Promise<void> {
	try {
		await createProgram().parseAsync();
	} catch (error) {
		if (!(error instanceof CommanderError)) throw error;
		// Commander has printed what is wrong, or the help that was asked for.
		process.exitCode = error.exitCode === 0 ? EXIT_OK : EXIT_USAGE;
	}
}
