// What a request leaves in the audit trail. The route says which kind of record it is about and
// what is done with it; its handler, which records and fields; its answer, how it ended.
//
//     const auto audit = audit_of(request, row, ids, query, request_id);
//     enter_request(writer, *audit, response, now);   // in the transaction of what was done
//
// Ids are entered only of records that the ledger has: what somebody puts into an address or a
// body may be anything. Names of fields only from our own vocabulary, and never a value.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/json_tree.hpp"
#include "engine/store/audit.hpp"
#include "engine/store/sql.hpp"
#include "server/access.hpp"
#include "server/request.hpp"
#include "server/target.hpp"

namespace authledger::server {

struct RequestAudit {
  store::AuditEntry entry;              // without outcome
  std::vector<std::string> record_ids;  // an entry for each that the ledger has; one if it has none
};

// `row`: of the route in the table of access. Null: the route leaves no entry, because it is not
// about records: the health of the service, its figures, its description.
std::shared_ptr<RequestAudit> audit_of(const Request& request, const AccessRow* row,
                                       const std::vector<std::string>& ids, const Query& query,
                                       const std::string& request_id);

// The names of the members of a body that was decoded, so that all of them are ours.
std::string field_names(JsonNode object);

// Within the caller's transaction. Throws sql::Error.
void enter_request(sql::Connection& writer, const RequestAudit& audit, const Response& response,
                   Instant now);

// A code of HL7's value set PurposeOfUse (terminology.hl7.org, v3-ActReason).
bool is_purpose_of_use(std::string_view code);

}  // namespace authledger::server
