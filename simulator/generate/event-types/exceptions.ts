// What goes wrong in Apex, with stack traces of several lines. Managed packages show
// none.

import type { Cells, RowSource } from "./event-type.ts";

const EXCEPTIONS: readonly (readonly [
	type: string,
	message: string,
	category: string,
	trace: string,
])[] = [
	[
		"System.NullPointerException",
		"Attempt to de-reference a null object",
		"NullPointerException",
		"Class.OpportunityPipelineController.getStages: line 42, column 1\nClass.StageCache.load: line 17, column 1\nTrigger.OpportunityTrigger: line 5, column 1",
	],
	[
		"System.LimitException",
		"Apex CPU time limit exceeded",
		"LimitException: CpuTime",
		"Class.InvoiceBatch.execute: line 88, column 1",
	],
	[
		"System.LimitException",
		"Too many SOQL queries: 101",
		"LimitException: Queries",
		"Class.AccountHierarchyController.getParents: line 31, column 1\nClass.AccountHierarchyController.getParents: line 35, column 1\nClass.AccountHierarchyController.getParents: line 35, column 1",
	],
	[
		"System.DmlException",
		'Update failed. First exception on row 0 with id 0015j00000Xk3Q2AAJ; first error: FIELD_CUSTOM_VALIDATION_EXCEPTION, "Discount" must be below 40 %: [Discount__c]',
		"DmlException",
		"Class.QuoteService.approve: line 120, column 1\nClass.OrderEntryController.submit: line 64, column 1",
	],
	[
		"System.CalloutException",
		"Read timed out",
		"CalloutException",
		"Class.SendOrderToErp.execute: line 23, column 1",
	],
	[
		"System.MathException",
		"Divide by 0",
		"MathException",
		"Class.OpportunityUtility.insert: line 22, column 1\nAnonymousBlock: line 1, column 1",
	],
	[
		"OrderRestService.InvalidOrderException",
		"Order 4711: the customer «Grüne Wiese GmbH» is blocked,\nsee case 00012345",
		"CustomException",
		"Class.OrderRestService.createOrder: line 58, column 1",
	],
	[
		"acme_quote.QuoteLineException",
		"List index out of bounds: 3",
		"CustomException",
		"",
	],
];

export function exceptionCells({ random }: RowSource): Cells {
	const [type, message, category, trace] = random.pick(EXCEPTIONS);
	return {
		EXCEPTION_TYPE: type,
		EXCEPTION_MESSAGE: message,
		EXCEPTION_CATEGORY: category,
		STACK_TRACE: trace,
	};
}
