// What stands behind each route. A handler gets a Call, decoded as far as every route shares it,
// and answers at once or hands the writer what is to be written. It knows no socket and no thread.
#pragma once

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "engine/base/json_tree.hpp"
#include "engine/policy/policy_book.hpp"
#include "engine/store/sql.hpp"
#include "server/audit_entries.hpp"
#include "server/changes.hpp"
#include "server/console.hpp"
#include "server/idempotency.hpp"
#include "server/request.hpp"
#include "server/sign_in_desk.hpp"
#include "server/standing_cache.hpp"
#include "server/target.hpp"
#include "server/vitals.hpp"
#include "server/write_queue.hpp"

namespace authledger::server {

struct Call {
  const Request& request;
  std::vector<std::string> ids;  // what stands in the braces of the route, in order
  Query query;
  Instant now;
  sql::Connection& reader;  // in a transaction: one consistent view
  std::shared_ptr<const PolicyBook> book;
  JsonReader& json;
  std::shared_ptr<KeysInFlight> keys_in_flight;
  Vitals& vitals;
  StandingCache& standings;
  std::shared_ptr<RequestAudit> audit;  // what the handler can say of it; null: it leaves none
  const Console& console;
  std::shared_ptr<SignInDesk> desk;
};

struct ErrandDone {
  std::variant<Response, Write> answer;
  WriteQueue* queue = nullptr;  // of another organization, whose ledger it is for; null: the own
};
// What takes too long for the thread of handle(): done aside, and answered then.
struct Errand {
  std::function<ErrandDone()> run;  // on another thread, when the Call is no more
  Aside aside;
};

using Answer = std::variant<Response, Write, WaitForChanges, Errand>;

// server/idempotency.cpp: the write, unless its Idempotency-Key says that it was answered before.
Answer once(const Call& call, Write write);

// server/events.cpp
Answer post_events(const Call& call);
Answer get_events_of_episode(const Call& call);

// server/changes.cpp
Answer get_changes(const Call& call);

// server/episodes.cpp
Answer get_episodes(const Call& call);
Answer get_episode(const Call& call);
Answer get_standing(const Call& call);
Answer get_explanation(const Call& call);

// server/notices.cpp
Answer get_notice(const Call& call);
Answer get_message(const Call& call);

// server/deliveries.cpp
Answer get_failed_deliveries(const Call& call);
Answer replay_delivery(const Call& call);

// server/letters.cpp
Answer post_letter(const Call& call);
Answer get_letters(const Call& call);

// server/payer_letters.cpp
Answer get_payer_letters(const Call& call);
Answer get_payer_letter(const Call& call);

// server/packets.cpp
Answer get_packet_queue(const Call& call);
Answer get_packets(const Call& call);
Answer get_packet(const Call& call);
Answer get_packet_page(const Call& call);
Answer get_packet_print(const Call& call);
Answer get_packet_script(const Call& call);
Answer get_packet_changes(const Call& call);

// server/packet_actions.cpp
Answer build_packets(const Call& call);
Answer approve_packet(const Call& call);
Answer submit_packet(const Call& call);

// server/obligations.cpp
Answer get_obligations(const Call& call);
Answer get_obligation(const Call& call);
Answer take_obligation(const Call& call);
Answer assign_obligation(const Call& call);
Answer complete_obligation(const Call& call);
Answer waive_obligation(const Call& call);
Answer snooze_obligation(const Call& call);

// server/timeline.cpp
Answer get_timeline(const Call& call);
Answer get_coverages(const Call& call);
Answer get_schedules(const Call& call);

// server/days.cpp
Answer get_days(const Call& call);

// server/authorizations.cpp
Answer get_authorizations(const Call& call);
Answer get_authorization(const Call& call);

// server/policies.cpp
Answer get_policies(const Call& call);
Answer get_policy(const Call& call);
Answer get_policy_in_force(const Call& call);

// server/worklist.cpp
Answer get_worklist(const Call& call);
Answer get_worklist_calendar(const Call& call);

// server/register.cpp
Answer get_facilities(const Call& call);
Answer get_facility(const Call& call);
Answer put_facility(const Call& call);
Answer get_members(const Call& call);
Answer get_member(const Call& call);
Answer put_member(const Call& call);

// server/consents.cpp
Answer get_consents(const Call& call);
Answer get_consent(const Call& call);
Answer put_consent(const Call& call);

// server/keys.cpp
Answer post_key(const Call& call);
Answer get_keys(const Call& call);
Answer revoke_key(const Call& call);

// server/people.cpp
Answer get_people(const Call& call);
Answer post_person(const Call& call);
Answer post_person_link(const Call& call);
Answer end_person(const Call& call);

// server/sign_in.cpp
Answer get_session(const Call& call);
Answer post_session(const Call& call);
Answer delete_session(const Call& call);
Answer post_password(const Call& call);

// server/provider_routes.cpp
Answer get_sign_in(const Call& call);
Answer get_sign_in_callback(const Call& call);

// server/broken_glass.cpp
Answer break_glass(const Call& call);
Answer get_broken_glass(const Call& call);
Answer end_broken_glass(const Call& call);
Answer review_broken_glass(const Call& call);
// server/holds.cpp
Answer post_hold(const Call& call);
Answer get_holds(const Call& call);
Answer lift_hold(const Call& call);

// server/audit_trail.cpp
Answer get_audit(const Call& call);
Answer get_disclosures(const Call& call);

// server/openapi.cpp
Answer get_openapi(const Call& call);
Answer get_schema(const Call& call);

// server/console.cpp
Answer get_console(const Call& call);
Answer get_asset(const Call& call);

// server/health.cpp
Answer get_health(const Call& call);
Answer get_readiness(const Call& call);

// server/metrics.cpp
Answer get_metrics(const Call& call);

}  // namespace authledger::server
