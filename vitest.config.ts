import { defineConfig } from "vitest/config";

export default defineConfig({
	test: {
		include: [
			"test/unit/**/*.test.ts",
			"test/integration/**/*.test.ts",
			"test/conformance/**/*.test.ts",
		],
		// One less than the cores is the default: on two cores, half the speed.
		maxWorkers: "100%",
		// Modules hold no state, so files can share a worker and import them once.
		isolate: false,
		testTimeout: 60_000,
		hookTimeout: 60_000,
	},
});
