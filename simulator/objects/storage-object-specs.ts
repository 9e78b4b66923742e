// The other storage objects of Real-Time Event Monitoring as data: each one's fields,
// with the names and types of Salesforce's field reference, and what they hold.

import { ENTRIES } from "../generate/event-types/entries.ts";
import type { Random } from "../generate/random.ts";
import { uuid } from "../generate/random-text.ts";
import type { FieldValue } from "../soql/object-definition.ts";

export interface StorageObjectSpec {
	readonly label: string;
	readonly keyPrefix: string;
	/** An ordinary object has an Id and every field can be filtered. */
	readonly ordinary?: true;
	readonly queryable?: false;
	/** Beside those that all have. */
	readonly fields: string;
	values?(random: Random): Record<string, FieldValue>;
}

/** Every object has these. */
export const COMMON_FIELDS =
	"Id:!id18 CreatedDate:!date EventDate:!date EventIdentifier:!text80 LoginKey:text24 RelatedEventIdentifier:text80 SessionKey:text24 SessionLevel:pick255 SourceIp:text255 UserId:ref18 Username:text255";
const POLICY = "EvaluationTime:num PolicyId:ref18 PolicyOutcome:pick255";

const RECORDS = ["0015j00000Xk3Q2AAJ", "0065j00000aBcDeAAK"];
const QUERY = "SELECT Id, Name FROM Account WHERE Industry = 'Energy'";

const entityOf = (random: Random) =>
	random.pick(ENTRIES.rest).entity.split(",")[0] as string;

const policy = (random: Random): Record<string, FieldValue> => ({
	EvaluationTime: random.below(30),
	PolicyId: random.chance(0.2) ? "0NI5j000000TyUiGAK" : null,
	PolicyOutcome: random.chance(0.2) ? random.pick(["NoAction", "Block"]) : null,
});

export const STORAGE_OBJECT_SPECS: Readonly<Record<string, StorageObjectSpec>> =
	{
		ApiEvent: {
			label: "API Event",
			keyPrefix: "0P0",
			fields: `${POLICY} AdditionalInfo:text10000 ApiType:text80 ApiVersion:num Application:text255
			Client:text512 ConnectedAppId:ref18 ElapsedTime:int LoginHistoryId:ref18 Operation:pick255
			Platform:text255 QueriedEntities:text1000 Query:text10000 Records:text32000
			RowsProcessed:num RowsReturned:num UserAgent:text1000`,
			values: (random) => ({
				...policy(random),
				AdditionalInfo: "{}",
				ApiType: random.pick(["REST", "SOAP Partner", "Bulk"]),
				ApiVersion: random.pick([58, 67]),
				Application: "ERP Connector",
				Client: random.pick(["Unknown", "ErpConnector/4.2"]),
				ConnectedAppId: random.chance(0.5) ? "0H45j0000004CaRCAU" : null,
				ElapsedTime: random.below(4000),
				Operation: random.pick(["Query", "QueryMore", "QueryAll"]),
				Platform: "Unknown",
				QueriedEntities: entityOf(random),
				Query: QUERY,
				RowsProcessed: random.below(3000),
				RowsReturned: random.below(2000),
				UserAgent: "9999",
			}),
		},
		ReportEvent: {
			label: "Report Event",
			keyPrefix: "0P2",
			fields: `${POLICY} ColumnHeaders:text32000 DashboardId:ref18 DashboardName:text255
			Description:text255 DisplayedFieldEntities:text1000 ExecutionIdentifier:text80
			ExportFileFormat:text255 Format:text255 GroupedColumnHeaders:text1000
			IsScheduled:!bool Name:text255 NumberOfColumns:int Operation:pick255 OwnerId:ref18
			QueriedEntities:text1000 Records:text32000 ReportId:ref18 RowsProcessed:num
			RowsReturned:num Scope:text255 Sequence:int`,
			values: (random) => ({
				...policy(random),
				ColumnHeaders: "[Account Name, Amount, Stage]",
				ExecutionIdentifier: uuid(random),
				ExportFileFormat: random.chance(0.3) ? "CSV" : null,
				Format: "Tabular",
				IsScheduled: random.chance(0.1),
				Name: random.pick(["Pipeline by region", 'All contacts ("full")']),
				NumberOfColumns: 3,
				Operation: random.pick(["ReportRunFromLightning", "ReportExported"]),
				QueriedEntities: entityOf(random),
				ReportId: "00O5j000008ZxYvEAK",
				RowsProcessed: random.below(30_000),
				Scope: "organization",
				Sequence: 1,
			}),
		},
		LightningUriEvent: {
			label: "Lightning URI Event",
			keyPrefix: "0P3",
			fields: `AppName:text255 ConnectionType:text255 DeviceId:text255 DeviceModel:text255
			DevicePlatform:text255 DeviceSessionId:text255 Duration:num EffectivePageTime:num
			HasEffectivePageTimeDeviation:!bool Operation:pick255 OsName:text255 OsVersion:text255
			PageStartTime:date PageUrl:text1000 PreviousPageAppName:text255 QueriedEntities:text1000
			RecordId:ref18 SdkAppType:text255 SdkAppVersion:text255 UserType:pick255`,
			values: (random) => {
				const record = random.pick(RECORDS);
				return {
					AppName: "one:one",
					DevicePlatform: "SFX:BROWSER:DESKTOP",
					Duration: random.below(9000),
					EffectivePageTime: random.below(4000),
					HasEffectivePageTimeDeviation: random.chance(0.05),
					Operation: random.pick(["Read", "Create", "Update"]),
					OsName: random.pick(["WINDOWS", "OSX"]),
					PageUrl: `/lightning/r/${record}/view`,
					QueriedEntities: entityOf(random),
					RecordId: record,
					UserType: "Standard",
				};
			},
		},
		ListViewEvent: {
			label: "List View Event",
			keyPrefix: "0P4",
			fields: `${POLICY} AppName:text255 ColumnHeaders:text1000 DeveloperName:text255
			EventSource:pick255 ExecutionIdentifier:text80 FilterCriteria:text10000 ListViewId:ref18
			LoginHistoryId:ref18 Name:text255 NumberOfColumns:int OrderBy:text255 OwnerId:ref18
			QueriedEntities:text1000 Records:text32000 RowsProcessed:num Scope:text255 Sequence:int`,
			values: (random) => ({
				...policy(random),
				AppName: "one:one",
				ColumnHeaders: "[Name, Owner, Last Modified]",
				DeveloperName: "AllAccounts",
				EventSource: random.pick(["Lightning", "Classic", "API"]),
				ExecutionIdentifier: uuid(random),
				FilterCriteria: '{"whereCondition":{"type":"soqlCondition"}}',
				ListViewId: "00B5j00000AbCdEEAV",
				Name: "All Accounts",
				NumberOfColumns: 3,
				OrderBy: "[Name ASC NULLS FIRST, Id ASC NULLS FIRST]",
				QueriedEntities: entityOf(random),
				RowsProcessed: random.below(50),
				Scope: "everything",
				Sequence: 1,
			}),
		},
		LoginAsEvent: {
			label: "Login As Event",
			keyPrefix: "0P5",
			fields: `Application:text255 Browser:text255 DelegatedOrganizationId:text18
			DelegatedUsername:text255 LoginAsCategory:pick255 LoginHistoryId:ref18
			Platform:text255 TargetUrl:text1000 UserType:pick255`,
			values: (random) => ({
				Application: "Browser",
				Browser: random.pick(["Chrome 142", "Firefox 145"]),
				DelegatedUsername: "emily.carter@example.com",
				LoginAsCategory: "OrgAdmin",
				Platform: "Windows 10",
				TargetUrl: "/home/home.jsp",
				UserType: "Standard",
			}),
		},
		UriEvent: {
			label: "URI Event",
			keyPrefix: "0P6",
			fields: `Message:text10000 Name:text255 Operation:pick255 OperationStatus:pick255
			ProfileId:ref18 QueriedEntities:text1000 RecordId:ref18 RoleId:ref18 UserType:pick255`,
			values: (random) => ({
				Name: "Acme GmbH",
				Operation: random.pick(["Read", "Create", "Update", "Delete"]),
				OperationStatus: random.pick(["Success", "Success", "Failure"]),
				QueriedEntities: entityOf(random),
				RecordId: random.pick(RECORDS),
				UserType: "Standard",
			}),
		},
		FileEventStore: {
			label: "File Event Store",
			keyPrefix: "0P7",
			fields: `${POLICY} CanDownloadPdf:!bool ContentSize:int DocumentId:ref18 FileAction:text20
			FileName:text10000 FileSource:text10000 FileType:text10000 IsLatestVersion:!bool
			ProcessDuration:num VersionId:ref18 VersionNumber:text10000`,
			values: (random) => ({
				...policy(random),
				CanDownloadPdf: false,
				ContentSize: random.below(5_000_000),
				DocumentId: "0695j00000FiLe1AAF",
				FileAction: random.pick([
					"UI_DOWNLOAD",
					"API_DOWNLOAD",
					"PREVIEW",
					"UPLOAD",
				]),
				FileName: random.pick(["Angebot Müller.pdf", 'price "list".xlsx']),
				FileSource: "S",
				FileType: "PDF",
				IsLatestVersion: true,
				ProcessDuration: random.below(900),
				VersionNumber: "1",
			}),
		},
		PermissionSetEventStore: {
			label: "Permission Set Event Store",
			keyPrefix: "0P8",
			fields: `${POLICY} EventSource:pick255 HasExternalUsers:!bool ImpactedUserIds:text32000
			LoginHistoryId:ref18 Operation:pick255 ParentIdList:text32000 ParentNameList:text32000
			PermissionExpirationList:text32000 PermissionList:text32000 PermissionType:pick255
			UserCount:text255`,
			values: (random) => ({
				...policy(random),
				EventSource: random.pick(["Lightning", "API"]),
				HasExternalUsers: false,
				Operation: random.pick(["PermissionAdded", "AssignedToUsers"]),
				ParentIdList: '["0PS5j000000QwErGAK"]',
				ParentNameList: '["Event_Reader"]',
				PermissionList: '["ViewAllData", "ModifyAllData"]',
				PermissionType: "UserPermission",
				UserCount: "1",
			}),
		},
		ApiAnomalyEventStore: {
			label: "API Anomaly Event Store",
			keyPrefix: "0Mz",
			ordinary: true,
			fields: `${POLICY} ApiAnomalyEventNumber:!text255 LastModifiedDate:!date Operation:text255
			QueriedEntities:text1000 RequestIdentifier:text80 RowsProcessed:num Score:num
			SecurityEventData:text32000 Summary:text32000 SystemModstamp:!date Uri:text1000
			UserAgent:text1000`,
			values: (random) => ({
				...policy(random),
				ApiAnomalyEventNumber: `AAE-${random.below(100_000)}`,
				Operation: "Query",
				QueriedEntities: entityOf(random),
				RowsProcessed: random.below(900_000),
				Score: random.below(100),
				SecurityEventData:
					'[{"featureName":"rowCount","featureValue":"1937568"}]',
				Summary: "The user's API activity is unusual in the number of rows.",
				Uri: "/services/data/v67.0/query",
				UserAgent: "python-requests/2.32.3",
			}),
		},
		...Object.fromEntries(
			[
				"LoginEventStream",
				"LogoutEventStream",
				"ApiEventStream",
				"FileEvent",
			].map((name): [string, StorageObjectSpec] => [
				name,
				{
					label: name,
					keyPrefix: "0Lx",
					queryable: false,
					fields: "EventUuid:text36 ReplayId:text1000",
				},
			]),
		),
	};
