// Elastic's own ES|QL parser, a Python package, as a program that is asked once.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

const MODULE = join(import.meta.dirname, "../esql");
/** What the parser needs. */
const OLDEST = "3.12";

export interface EsqlQuestion {
	readonly queries: readonly string[];
	/** Elasticsearch's type of each field. */
	readonly fields: Readonly<Record<string, string>>;
	/** Sets of them. Their time, and now, are in ms since 1970. */
	readonly records: readonly (readonly Readonly<Record<string, unknown>>[])[];
	readonly now: number;
}

export interface EsqlAnswer {
	/** What is wrong with each query, or null. */
	readonly faults: readonly (string | null)[];
	/** Of each set of records by each query that has no fault. */
	readonly rows: readonly (readonly (readonly Readonly<
		Record<string, unknown>
	>[])[])[];
}

export type AskEsql = (question: EsqlQuestion) => EsqlAnswer;

export async function installEsql(): Promise<AskEsql> {
	const python = await environment();
	return (question) =>
		JSON.parse(
			run(python, [join(MODULE, "esql_rules.py")], JSON.stringify(question)),
		);
}

/** A virtual environment with the required packages; gives its interpreter. */
async function environment(): Promise<string> {
	const requirements = join(MODULE, "requirements.txt");
	const wanted = createHash("sha256")
		.update(await readFile(requirements))
		.digest("hex");
	const directory = join(MODULE, "bin");
	const python = join(directory, "bin", "python");
	const stamp = join(directory, "stamp");
	if (existsSync(stamp) && (await readFile(stamp, "utf8")) === wanted)
		return python;

	process.stderr.write("installing Elastic's ES|QL parser (pip)\n");
	await rm(directory, { recursive: true, force: true });
	run(interpreter(), ["-m", "venv", directory]);
	run(python, [
		...["-m", "pip", "install", "--quiet", "--disable-pip-version-check"],
		...["--requirement", requirements],
	]);
	// A new name first: an installation that is cut off leaves no stamp.
	await writeFile(`${stamp}.new`, wanted);
	await rename(`${stamp}.new`, stamp);
	return python;
}

function interpreter(): string {
	const candidates = [process.env.PYTHON ?? "python3", "python3.13"];
	const isNewEnough = (python: string) =>
		spawnSync(python, [
			"-c",
			`import sys; sys.exit(sys.version_info < (${OLDEST.replace(".", ", ")}))`,
		]).status === 0;
	const found = candidates.find(isNewEnough);
	if (found === undefined) {
		throw new Error(
			`these tests need Python ${OLDEST} or newer, with venv; the environment variable PYTHON names it`,
		);
	}
	return found;
}

function run(command: string, args: readonly string[], input = ""): string {
	const { status, stdout, stderr, error } = spawnSync(command, args, {
		input,
		encoding: "utf8",
		maxBuffer: 64 * 1024 * 1024,
	});
	if (error !== undefined) throw error;
	if (status !== 0)
		throw new Error(`${command} ${args.join(" ")}: ${stderr}${stdout}`);
	return stdout;
}
