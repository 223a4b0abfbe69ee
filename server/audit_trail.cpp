// The audit trail over HTTP: its entries, and what was disclosed of a member. Reading it is an
// entry as well.
#include <algorithm>
#include <array>

#include "engine/store/audit_list.hpp"
#include "engine/store/registry.hpp"
#include "server/handlers.hpp"
#include "server/listing.hpp"
#include "server/problem.hpp"

namespace authledger::server {
namespace {

// A page of what is found, the newest first.
Response list_entries(const Call& call, const ListRequest& asked, store::AuditQuery query) {
  query.is_descending = true;
  query.limit = asked.limit + 1;
  if (asked.after) {
    query.after = number_in(asked.after->front());
    if (!query.after) return invalid_cursor();
  }
  ListWriter list(call, asked, {store::audit_fields.begin(), store::audit_fields.end()},
                  std::nullopt);
  std::size_t found = 0;
  std::int64_t last = 0;
  store::find_audit_entries(call.reader, query, [&](const store::StoredAuditEntry& it) {
    if (++found > asked.limit) return;
    store::write_audit_entry(list.out(), it);
    last = it.seq;
  });
  if (found <= asked.limit) return list.finish(std::nullopt);
  return list.finish(ListPlace{std::to_string(last)});
}

}  // namespace

// The trail is of the whole organization: many of its entries belong to no facility.
Answer get_audit(const Call& call) {
  if (call.request.principal->facilities) return not_permitted();
  Problems problems;
  Parameters parameters(call.query, problems);
  const ListRequest asked = read_list_request(call, "audit", 1, parameters, problems);
  store::AuditQuery query;
  query.from = parameters.instant("from");
  query.before = parameters.instant("before");
  query.actor = parameters.text("actor");
  query.member = parameters.text("member");
  query.action = parameters.text("action");
  parameters.finish();
  if (!problems.empty()) return undecodable(problems);
  return list_entries(call, asked, std::move(query));
}

Answer get_disclosures(const Call& call) {
  Problems problems;
  Parameters parameters(call.query, problems);
  const ListRequest asked = read_list_request(call, "disclosures", 1, parameters, problems);
  store::AuditQuery query;
  query.from = parameters.instant("from");
  query.before = parameters.instant("before");
  parameters.finish();
  if (!problems.empty()) return undecodable(problems);
  if (!store::find_member(call.reader, call.ids[0], store::registered_last))
    return not_found("there is no member \"" + call.ids[0] + "\"");
  query.member = call.ids[0];
  query.only_disclosures = true;
  return list_entries(call, asked, std::move(query));
}

}  // namespace authledger::server
