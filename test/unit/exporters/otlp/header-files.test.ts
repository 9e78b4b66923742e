import { rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../../extensions/file-storage/state-directories.ts";
import { answer, loopbackBackend } from "../loopback-backend.ts";
import { exporterUnderTest } from "../otlp-http/exporter-under-test.ts";

test("a header's value is read from its file, and again when the file is replaced", async () => {
	await using backend = await loopbackBackend(answer(200));
	const directory = temporaryDirectory();
	const file = join(directory, "token");
	const version = (name: string, text: string) => {
		// As Kubernetes does it: a link that points elsewhere.
		writeFileSync(join(directory, name), text);
		rmSync(file, { force: true });
		symlinkSync(join(directory, name), file);
	};
	version("1", "first-token\n");
	const { send, telemetry } = exporterUnderTest({
		endpoint: backend.url,
		headers: { "X-Scope-OrgID": "tenant" },
		header_files: { Authorization: { file, scheme: "Bearer" } },
	});
	await send();
	version("2", "second-token");
	await send();
	// Gone, empty, broken: the last value holds.
	rmSync(file);
	await send();
	version("3", "\n");
	await send();
	version("4", "two\nlines");
	await send();
	await send();
	version("5", "third-token\r\n");
	await send();
	expect(backend.requests.map(({ headers }) => headers.authorization)).toEqual([
		"Bearer first-token",
		...Array(5).fill("Bearer second-token"),
		"Bearer third-token",
	]);
	expect(backend.requests[0]?.headers["x-scope-orgid"]).toBe("tenant");
	expect(telemetry.messages("warn")).toEqual([
		expect.stringContaining("can't be read"),
		expect.stringContaining("is empty"),
		expect.stringContaining("must hold one line"),
	]);
	expect(JSON.stringify(telemetry.lines)).not.toMatch(/-token|two/);
});

test("what a file holds is not repeated from a backend's error", async () => {
	await using backend = await loopbackBackend(
		answer(401, {}, "unknown token s3cr3t-value"),
	);
	const file = join(temporaryDirectory(), "token");
	writeFileSync(file, "s3cr3t-value");
	const { send } = exporterUnderTest({
		endpoint: backend.url,
		header_files: { Authorization: { file, scheme: "Bearer" } },
	});
	expect(await send()).toMatchObject({
		message: expect.stringContaining("unknown token [REDACTED]"),
	});
});

test("a file that is missing stops the start, by name", () => {
	expect(() =>
		exporterUnderTest({
			endpoint: "http://localhost",
			header_files: { Authorization: { file: "/nowhere/token" } },
		}),
	).toThrow(/header_files: Authorization: \/nowhere\/token can't be read/);
});
