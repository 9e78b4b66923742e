import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import {
	MIGRATIONS,
	migrate,
} from "../../../../extensions/file-storage/migrations.ts";
import { open, temporaryDirectory } from "./state-directories.ts";

test("a file of the first schema keeps its queue, its dead letters and its checkpoints", async () => {
	const directory = temporaryDirectory();
	const file = join(directory, "state.db");
	const old = new DatabaseSync(file);
	migrate(old, file, MIGRATIONS.slice(0, 1));
	old.exec(`
		INSERT INTO checkpoint VALUES ('stream', '7', 0);
		INSERT INTO payload VALUES
			(4, 'application/json', NULL, 2, 20, 1000, CAST('four' AS BLOB)),
			(9, 'application/json', NULL, 5, 50, 2000, CAST('nine' AS BLOB));
		INSERT INTO queue VALUES ('a', 4), ('b', 4), ('a', 9);
		INSERT INTO dead_letter VALUES ('b', 9, 3000, 400, 'no');
	`);
	old.close();

	const storage = await open(directory);
	expect(await storage.checkpoint("stream")).toBe("7");
	expect(await storage.queue("a").waiting(undefined, 9)).toMatchObject([
		{ id: 4, records: 2, storedAt: 1000 },
		{ id: 9, records: 5, storedAt: 2000 },
	]);
	expect(storage.queue("a").depth).toEqual({
		requests: 2,
		records: 7,
		bytes: 8,
	});
	expect(await storage.deadLetters.list({ limit: 9 })).toEqual([
		{
			id: 1,
			exporter: "b",
			setAsideAt: 3000,
			storedAt: 2000,
			records: 5,
			bytes: 50,
			status: 400,
			message: "no",
			partlyDelivered: false,
		},
	]);
});
