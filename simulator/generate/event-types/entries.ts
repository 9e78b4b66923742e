// How a transaction began, and the code that it ran: what ENTRY_POINT, QUIDDITY and
// URI say of it.

export type EntryKind =
	| "lightning"
	| "visualforce"
	| "remote"
	| "flow"
	| "job"
	| "apex_rest"
	| "apex_soap"
	| "rest"
	| "soap"
	| "bulk"
	| "classic";

export interface Entry {
	readonly uri: string;
	/** `Class.method`, or as Salesforce writes pages and jobs; empty without Apex. */
	readonly point: string;
	/** QUIDDITY: what kind of Apex request it was. */
	readonly quiddity: string;
	/** The object that it worked on. */
	readonly entity: string;
	readonly method: string;
}

const entry = (
	uri: string,
	point: string,
	quiddity: string,
	entity: string,
	method = "POST",
): Entry => ({ uri, point, quiddity, entity, method });

export const ENTRIES: Readonly<Record<EntryKind, readonly Entry[]>> = {
	lightning: [
		entry(
			"/aura",
			"OpportunityPipelineController.getStages",
			"L",
			"Opportunity",
		),
		entry("/aura", "CaseTimelineController.loadEntries", "L", "Case"),
		entry("/aura", "AccountHierarchyController.getParents", "L", "Account"),
		entry("/aura", "acme_quote.QuoteLineEditor.save", "L", "Quote"),
	],
	visualforce: [
		entry("/apex/QuotePdf", "VF- /apex/QuotePdf", "V", "Quote", "GET"),
		entry("/apex/CloneUser", "VF- /apex/CloneUser", "V", "User"),
		entry("/apex/OrderEntry", "OrderEntryController.submit", "V", "Order"),
	],
	remote: [
		entry("/apexremote", "StockLevelRemoter.check", "M", "Product2"),
		entry("/apexremote", "AddressLookupRemoter.suggest", "M", "Account"),
	],
	flow: [
		entry("/flow/Renew_Contract", "RenewContractAction.run", "I", "Contract"),
		entry("/aura", "EscalateCaseAction.run", "I", "Case"),
	],
	job: [
		entry("", "NightlyAccountSync", "C", "Account"),
		entry("", "InvoiceBatch.execute", "S", "Invoice__c"),
		entry("", "InvoiceBatch.start", "BA", "Invoice__c"),
		entry("", "SendOrderToErp", "Q", "Order"),
		entry("", "GeneralCloner.cloneAndInsertRecords", "F", "Opportunity"),
	],
	apex_rest: [
		entry(
			"/services/apexrest/orders/v1",
			"OrderRestService.createOrder",
			"H",
			"Order,OrderItem,Account",
		),
		entry(
			"/services/apexrest/stock/v2",
			"StockRestService.getLevels",
			"H",
			"Product2",
			"GET",
		),
		entry("/services/apexrest/leads", "LeadIntakeService.submit", "H", "Lead"),
	],
	apex_soap: [
		entry(
			"/services/Soap/class/InvoiceService",
			"InvoiceService.createInvoice",
			"W",
			"Invoice__c",
		),
		entry(
			"/services/Soap/class/CustomerMaster",
			"CustomerMaster.lookup",
			"W",
			"Account",
		),
	],
	rest: [
		entry("/services/data/v67.0/query", "", "R", "Account,Contact", "GET"),
		entry("/services/data/v67.0/sobjects/Case", "", "R", "Case"),
		entry(
			"/services/data/v58.0/composite/sobjects",
			"",
			"R",
			"Opportunity",
			"PATCH",
		),
		entry(
			"/services/data/v67.0/sobjects/Account/describe",
			"",
			"R",
			"Account",
			"GET",
		),
	],
	soap: [
		entry("/services/Soap/u/58.0", "", "R", "Contact"),
		entry("/services/Soap/c/60.0", "", "R", "Invoice__c,InvoiceLine__c"),
	],
	bulk: [entry("/services/data/v67.0/jobs/ingest", "", "B", "Lead")],
	classic: [
		entry("/setup/forcecomHomepage.apexp", "", "R", "User", "GET"),
		entry("/0015j00000Xk3Q2AAJ", "", "R", "Account", "GET"),
		entry("/00O5j000008ZxYv", "", "R", "Report", "GET"),
	],
};
