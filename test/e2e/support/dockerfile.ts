// Runs a Dockerfile without a container engine: each stage is a directory, and its
// COPY and RUN instructions are carried out there with the machine's own Node.js.
// What it shows is that the instructions fit the repository and each other; what the
// base image is like, it does not.

import { execFile } from "node:child_process";
import { cp, mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { type Copy, DockerfileParser, type Instruction } from "dockerfile-ast";

const run = promisify(execFile);

export interface BuiltStage {
	/** The root directory of the last stage. */
	readonly root: string;
	readonly entrypoint: readonly string[];
	readonly environment: Readonly<Record<string, string>>;
}

interface Stage {
	readonly root: string;
	workdir: string;
	entrypoint: string[];
	readonly environment: Record<string, string>;
}

/** `context` is the repository; stages go below `directory`. */
export async function runDockerfile(
	context: string,
	directory: string,
): Promise<BuiltStage> {
	const text = await readFile(join(context, "Dockerfile"), "utf8");
	const names = await contextNames(context);
	const stages = new Map<string, Stage>();
	let stage: Stage | undefined;
	for (const instruction of DockerfileParser.parse(text).getInstructions()) {
		const args = argumentsOf(instruction);
		const keyword = instruction.getKeyword();
		if (keyword === "FROM") {
			const name = args[1]?.toUpperCase() === "AS" ? args[2] : undefined;
			const root = join(directory, name ?? `stage-${stages.size}`);
			await mkdir(root, { recursive: true });
			stage = { root, workdir: "/", entrypoint: [], environment: {} };
			stages.set(name ?? root, stage);
			continue;
		}
		if (stage === undefined) throw new Error(`${keyword} before FROM`);
		const within = pathsIn(stage);
		switch (keyword) {
			case "WORKDIR":
				stage.workdir = only(args);
				await mkdir(within(stage.workdir), { recursive: true });
				break;
			case "ENV":
				for (const pair of args) {
					const [name = "", value = ""] = pair.split("=");
					stage.environment[name] = value;
				}
				break;
			case "COPY": {
				const flag = (instruction as Copy).getFromFlag()?.getValue();
				const from = stages.get(flag ?? "");
				const target = within(args.pop() ?? "");
				for (const source of args) {
					const sources =
						from === undefined
							? names
									.filter((name) => source === "." || source === name)
									.map((name) => join(context, name))
							: [join(from.root, source)];
					if (sources.length === 0)
						throw new Error(`the build context has no ${source}`);
					for (const path of sources) await copy(path, source, target);
				}
				break;
			}
			case "RUN": {
				const [command = "", ...rest] = JSON.parse(
					instruction.getArgumentsContent() ?? "",
				) as string[];
				// A path of the image is one below the stage's root.
				const mapped = rest.map((arg) =>
					arg.startsWith("/") ? within(arg) : arg,
				);
				await run(command, mapped, {
					cwd: within(stage.workdir),
					maxBuffer: 64 * 1024 * 1024,
				});
				break;
			}
			case "ENTRYPOINT":
				stage.entrypoint = JSON.parse(
					instruction.getArgumentsContent() ?? "",
				) as string[];
				break;
			case "USER":
			case "VOLUME":
			case "HEALTHCHECK":
				break;
			default:
				throw new Error(`nobody knows how to run ${keyword} here`);
		}
	}
	if (stage === undefined) throw new Error("the Dockerfile has no stage");
	const { root, entrypoint, environment } = stage;
	return { root, entrypoint, environment };
}

function argumentsOf(instruction: Instruction): string[] {
	return instruction
		.getRawArgumentsContent()
		?.replaceAll(/\\\n/g, " ")
		.trim()
		.split(/\s+/) as string[];
}

function only(args: readonly string[]): string {
	const [first, second] = args;
	if (first === undefined || second !== undefined)
		throw new Error(`one argument was expected, not ${args.join(" ")}`);
	return first;
}

/** Where a path of the image lies. */
function pathsIn({ root, workdir }: Stage): (path: string) => string {
	return (path) =>
		join(root, path.startsWith("/") ? path : join(workdir, path));
}

/** As COPY does: a directory's content goes into the target, unless the target names it. */
async function copy(
	path: string,
	source: string,
	target: string,
): Promise<void> {
	const name = path.slice(dirname(path).length + 1);
	const named = target.endsWith(`/${name}`) && source !== ".";
	await cp(path, named ? target : join(target, name), { recursive: true });
}

/** What .dockerignore lets through: it leaves out everything but what it names. */
async function contextNames(context: string): Promise<string[]> {
	const lines = (await readFile(join(context, ".dockerignore"), "utf8"))
		.split("\n")
		.filter((line) => line !== "" && !line.startsWith("#"));
	const [everything, ...names] = lines;
	if (everything !== "*" || !names.every((name) => /^![\w.-]+$/.test(name)))
		throw new Error(".dockerignore has another form than these tests know");
	return names.map((name) => name.slice(1));
}
