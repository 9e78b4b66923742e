// Where and of what a measurement was taken.

import { execFileSync } from "node:child_process";
import { availableParallelism, cpus, totalmem } from "node:os";

export function describeMachine(): string {
	const gib = Math.round(totalmem() / 1024 ** 3);
	const date = new Date().toISOString().slice(0, 10);
	return `${date}, commit ${commit()}, Node.js ${process.versions.node}, ${availableParallelism()} cores of ${cpus()[0]?.model.trim() ?? "unknown"}, ${gib} GiB`;
}

function commit(): string {
	try {
		// "+" for a tree that differs from the commit.
		const git = (...args: string[]) =>
			execFileSync("git", args, {
				cwd: import.meta.dirname,
				encoding: "utf8",
				stdio: ["ignore", "pipe", "ignore"],
			}).trim();
		const changed = git(
			"--no-optional-locks",
			"status",
			"--porcelain",
			"--untracked-files=no",
			"..",
		);
		return git("rev-parse", "--short", "HEAD") + (changed === "" ? "" : "+");
	} catch {
		return "unknown";
	}
}
