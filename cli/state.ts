// The `state` command: its subcommands and their options. What each does is loaded
// when it is asked for.

import { type Command, InvalidArgumentError } from "commander";

function letterId(value: string): number {
	const id = Number(value);
	if (!Number.isSafeInteger(id) || id < 1) {
		throw new InvalidArgumentError("The id of a dead letter is a number.");
	}
	return id;
}

function letterIds(value: string, previous: readonly number[] = []): number[] {
	return [...previous, letterId(value)];
}

/** `withConfig` adds the option --config. */
export function addStateCommand(
	program: Command,
	withConfig: (command: Command) => Command,
): void {
	const located = (command: Command) =>
		withConfig(command).option(
			"--directory <dir>",
			"the state directory, instead of the configuration's",
		);

	const state = program
		.command("state")
		.description(
			"look into the state directory, also while the service runs; change it while it does not",
		);

	located(
		state
			.command("show")
			.description("print checkpoints, queues and dead letters"),
	)
		.option("--json", "as JSON")
		.action(async (options) => {
			const { show } = await import("./state/show.ts");
			process.exitCode = await show(options);
		});

	addDeadLetters(state, located);

	located(
		state
			.command("drop-exporter")
			.description("forget what is queued and set aside for an exporter")
			.argument("<name>", "the exporter's id, as in the configuration"),
	)
		.option("--yes", "do it")
		.action(async (name, options) => {
			const { dropExporter } = await import("./state/drop-exporter.ts");
			process.exitCode = await dropExporter(name, options);
		});

	addCheckpoints(state, located);
}

function addDeadLetters(
	state: Command,
	located: (command: Command) => Command,
): void {
	const letters = state
		.command("dead-letters")
		.description("requests that a backend refused for good");

	located(letters.command("list").description("list them"))
		.option("--exporter <id>", "only those of this exporter")
		.option("--json", "as JSON")
		.action(async (options) => {
			const { listDeadLetters } = await import("./state/dead-letters.ts");
			process.exitCode = await listDeadLetters(options);
		});

	located(
		letters
			.command("show")
			.description("print the backend's answer and the records")
			.argument("<id>", "as listed", letterId),
	)
		.option("--to-file <file>", "write the request's bytes here instead")
		.action(async (id, options) => {
			const { showDeadLetter } = await import("./state/dead-letters.ts");
			process.exitCode = await showDeadLetter(id, options);
		});

	const choosing = (command: Command) =>
		located(command.argument("[id...]", "as listed", letterIds))
			.option("--exporter <id>", "those of this exporter")
			.option("--all", "all there are");

	choosing(
		letters
			.command("retry")
			.description("put them at the end of their exporter's queue"),
	)
		.option("--yes", "also those that were partly delivered")
		.action(async (ids, options) => {
			const { retryDeadLetters } = await import("./state/dead-letters.ts");
			process.exitCode = await retryDeadLetters(ids ?? [], options);
		});

	choosing(letters.command("drop").description("forget them")).action(
		async (ids, options) => {
			const { dropDeadLetters } = await import("./state/dead-letters.ts");
			process.exitCode = await dropDeadLetters(ids ?? [], options);
		},
	);
}

function addCheckpoints(
	state: Command,
	located: (command: Command) => Command,
): void {
	const redeliver =
		"also forget what was delivered lately, so that it is sent again when it is read again";

	located(
		state
			.command("set-checkpoint")
			.description("set where a stream goes on")
			.argument("<key>", "as `state export` prints it")
			.argument("[value]", "a time (ISO 8601), or a checkpoint's JSON"),
	)
		.option("--file <file>", "read the value from here")
		.option("--redeliver", redeliver)
		.action(async (key, value, options) => {
			const { setCheckpoint } = await import("./state/checkpoints.ts");
			process.exitCode = await setCheckpoint(key, value, options);
		});

	located(
		state
			.command("reset")
			.description("forget checkpoints: streams begin at initial_lookback")
			.argument("[key...]", "as `state export` prints them; all when absent"),
	)
		.option("--redeliver", redeliver)
		.option("--yes", "needed for all")
		.action(async (keys, options) => {
			const { reset } = await import("./state/checkpoints.ts");
			process.exitCode = await reset(keys, options);
		});

	located(
		state
			.command("export")
			.description("print the checkpoints as JSON, to move them"),
	)
		.option("--output <file>", "write them here")
		.action(async (options) => {
			const { exportState } = await import("./state/checkpoints.ts");
			process.exitCode = await exportState(options);
		});

	located(
		state
			.command("import")
			.description("take over checkpoints that were exported")
			.argument("<file>", "what `state export` wrote"),
	)
		.option("--yes", "also replace those that are there")
		.action(async (file, options) => {
			const { importState } = await import("./state/checkpoints.ts");
			process.exitCode = await importState(file, options);
		});
}
