#include "server/api.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

#include "server/access.hpp"
#include "server/browser.hpp"
#include "server/compartment.hpp"
#include "server/console_routes.hpp"
#include "server/handlers.hpp"
#include "server/log.hpp"
#include "server/media_type.hpp"
#include "server/problem.hpp"
#include "server/target.hpp"

namespace authledger::server {
namespace {

struct Route {
  std::string_view method;
  std::string_view pattern;  // {…} stands for one segment
  Answer (*handler)(const Call&);
};

constexpr std::array routes{
    Route{"GET", "/", get_console},
    Route{"GET", "/assets/{name}", get_asset},
    Route{"GET", "/healthz", get_health},
    Route{"GET", "/openapi.json", get_openapi},
    Route{"GET", "/schemas/{name}", get_schema},
    Route{"GET", "/readyz", get_readiness},
    Route{"GET", "/metrics", get_metrics},
    Route{"POST", "/v1/events", post_events},
    Route{"GET", "/v1/episodes", get_episodes},
    Route{"GET", "/v1/episodes/{id}", get_episode},
    Route{"GET", "/v1/episodes/{id}/standing", get_standing},
    Route{"GET", "/v1/episodes/{id}/timeline", get_timeline},
    Route{"GET", "/v1/episodes/{id}/days", get_days},
    Route{"GET", "/v1/episodes/{id}/coverages", get_coverages},
    Route{"GET", "/v1/episodes/{id}/schedules", get_schedules},
    Route{"GET", "/v1/episodes/{id}/explain", get_explanation},
    Route{"GET", "/v1/episodes/{id}/authorizations/{authorization}", get_authorization},
    Route{"GET", "/v1/episodes/{id}/obligations", get_obligations},
    Route{"GET", "/v1/episodes/{id}/obligations/{key}", get_obligation},
    Route{"GET", "/v1/episodes/{id}/obligations/{key}/notice", get_notice},
    Route{"GET", "/v1/episodes/{id}/obligations/{key}/letters", get_letters},
    Route{"POST", "/v1/episodes/{id}/obligations/{key}/letters", post_letter},
    Route{"POST", "/v1/episodes/{id}/obligations/{key}/take", take_obligation},
    Route{"POST", "/v1/episodes/{id}/obligations/{key}/assign", assign_obligation},
    Route{"POST", "/v1/episodes/{id}/obligations/{key}/complete", complete_obligation},
    Route{"POST", "/v1/episodes/{id}/obligations/{key}/waive", waive_obligation},
    Route{"POST", "/v1/episodes/{id}/obligations/{key}/snooze", snooze_obligation},
    Route{"GET", "/v1/episodes/{id}/events", get_events_of_episode},
    Route{"GET", "/v1/episodes/{id}/letters", get_payer_letters},
    Route{"GET", "/v1/episodes/{id}/letters/{kind}", get_payer_letter},
    Route{"GET", "/v1/episodes/{id}/packets", get_packets},
    Route{"POST", "/v1/episodes/{id}/packets", build_packets},
    Route{"GET", "/v1/episodes/{id}/packets/{number}", get_packet},
    Route{"GET", "/v1/episodes/{id}/packets/{number}/html", get_packet_page},
    Route{"GET", "/v1/episodes/{id}/packets/{number}/pdf", get_packet_print},
    Route{"GET", "/v1/episodes/{id}/packets/{number}/script", get_packet_script},
    Route{"GET", "/v1/episodes/{id}/packets/{number}/changes", get_packet_changes},
    Route{"POST", "/v1/episodes/{id}/packets/{number}/approve", approve_packet},
    Route{"POST", "/v1/episodes/{id}/packets/{number}/submit", submit_packet},
    Route{"GET", "/v1/packets", get_packet_queue},
    Route{"GET", "/v1/authorizations", get_authorizations},
    Route{"GET", "/v1/policies", get_policies},
    Route{"GET", "/v1/policies/in-force", get_policy_in_force},
    Route{"GET", "/v1/policies/{payer}/{version}", get_policy},
    Route{"GET", "/v1/worklist", get_worklist},
    Route{"GET", "/v1/worklist.ics", get_worklist_calendar},
    Route{"GET", "/v1/changes", get_changes},
    Route{"GET", "/v1/outbox/{message}", get_message},
    Route{"GET", "/v1/deliveries/failed", get_failed_deliveries},
    Route{"POST", "/v1/outbox/{message}/deliveries/{endpoint}/replay", replay_delivery},
    Route{"GET", "/v1/facilities", get_facilities},
    Route{"GET", "/v1/facilities/{id}", get_facility},
    Route{"PUT", "/v1/facilities/{id}", put_facility},
    Route{"GET", "/v1/members", get_members},
    Route{"GET", "/v1/members/{id}", get_member},
    Route{"PUT", "/v1/members/{id}", put_member},
    Route{"GET", "/v1/members/{id}/consents", get_consents},
    Route{"GET", "/v1/members/{id}/consents/{consent}", get_consent},
    Route{"PUT", "/v1/members/{id}/consents/{consent}", put_consent},
    Route{"GET", "/v1/keys", get_keys},
    Route{"POST", "/v1/keys", post_key},
    Route{"POST", "/v1/keys/{id}/revoke", revoke_key},
    Route{"GET", "/sign-in", get_sign_in},
    Route{"GET", "/sign-in/callback", get_sign_in_callback},
    Route{"GET", "/v1/session", get_session},
    Route{"POST", "/v1/session", post_session},
    Route{"DELETE", "/v1/session", delete_session},
    Route{"POST", "/v1/session/password", post_password},
    Route{"GET", "/v1/people", get_people},
    Route{"POST", "/v1/people", post_person},
    Route{"POST", "/v1/people/{id}/link", post_person_link},
    Route{"POST", "/v1/people/{id}/end", end_person},
    Route{"GET", "/v1/broken-glass", get_broken_glass},
    Route{"POST", "/v1/broken-glass", break_glass},
    Route{"POST", "/v1/broken-glass/{id}/end", end_broken_glass},
    Route{"POST", "/v1/broken-glass/{id}/review", review_broken_glass},
    Route{"GET", "/v1/holds", get_holds},
    Route{"POST", "/v1/holds", post_hold},
    Route{"POST", "/v1/holds/{id}/lift", lift_hold},
    Route{"GET", "/v1/members/{id}/disclosures", get_disclosures},
    Route{"GET", "/v1/audit", get_audit},
    Route{"POST", "/v1/episodes/{id}/preview", preview_events},
    Route{"GET", "/v1/search", get_search},
    Route{"GET", "/v1/today", get_today},
    Route{"GET", "/v1/roster", get_roster},
    Route{"GET", "/v1/reports/{name}", get_report},
    Route{"GET", "/v1/thresholds", get_thresholds},
    Route{"PUT", "/v1/thresholds", put_thresholds},
    Route{"GET", "/v1/templates", get_templates},
    Route{"PUT", "/v1/templates/{id}", put_template},
};

// The segments that stand for the braces; none: the path is another.
std::optional<std::vector<std::string>> match(std::string_view pattern,
                                              const std::vector<std::string>& path) {
  std::vector<std::string> ids;
  for (const std::string& segment : path) {
    if (pattern.size() < 2) return std::nullopt;
    pattern.remove_prefix(1);  // the slash
    const std::string_view wanted = pattern.substr(0, pattern.find('/'));
    if (wanted.starts_with('{'))
      ids.push_back(segment);
    else if (wanted != segment)
      return std::nullopt;
    pattern.remove_prefix(wanted.size());
  }
  if (!pattern.empty() && pattern != "/") return std::nullopt;
  return ids;
}

struct Found {
  const Route* route = nullptr;  // null: see allowed
  std::vector<std::string> ids;
  std::string_view pattern = "-";  // of the path, for the log
  std::string allowed;             // methods of the path; empty: there is no such path
};

Found find_route(std::string_view method, const std::vector<std::string>& path) {
  if (method == "HEAD") method = "GET";
  Found found;
  for (const Route& route : routes) {
    auto ids = match(route.pattern, path);
    if (!ids) continue;
    found.pattern = route.pattern;
    found.allowed += (found.allowed.empty() ? "" : ", ") + std::string(route.method);
    if (route.method == "GET") found.allowed += ", HEAD";
    if (route.method != method) continue;
    found.route = &route;
    found.ids = std::move(*ids);
  }
  return found;
}

const AccessRow* access_row_of(const Route& route) {
  static const auto rows = [] {
    std::array<const AccessRow*, routes.size()> found{};
    for (std::size_t i = 0; i < routes.size(); ++i)
      found[i] = access_table().find(routes[i].method, routes[i].pattern);
    return found;
  }();
  return rows[static_cast<std::size_t>(&route - routes.data())];
}

// What stands against it by the table of who may do what; none: nothing does. What has no row is
// for nobody.
std::optional<Response> denial(const Route& route, const Principal& principal) {
  const AccessRow* row = access_row_of(route);
  if (row && row->admits(principal)) return std::nullopt;
  if (principal.is_signed_in()) return not_permitted();
  const bool is_calendar = route.handler == &get_worklist_calendar;
  return is_calendar ? not_signed_in_by_password() : not_signed_in();
}

Response no_route(std::string_view method, Found found) {
  if (found.allowed.empty()) return not_found("there is nothing at this address");
  found.allowed += ", OPTIONS";
  if (method == "OPTIONS")
    return {.status = 204, .content_type = "", .body = "", .headers = {{"Allow", found.allowed}}};
  Response response =
      problem(405, "method_not_allowed", "this address answers to " + found.allowed + " only");
  response.headers.emplace_back("Allow", found.allowed);
  return response;
}

// The body is read as JSON whatever it is called, so that `curl -d` works as it is. Only a browser
// must say JSON: a page of another site can make it post forms and plain text to this address, but
// not JSON.
bool is_taken_for_json(const Request& request) {
  if (is_media_type(request.content_type, json_type)) return true;
  if (!request.origin.empty()) return false;
  return request.content_type.empty() ||
         is_media_type(request.content_type, "application/x-www-form-urlencoded");
}

Answer answer(const Route& route, const Call& call) {
  const bool is_lines =
      route.handler == post_events && is_media_type(call.request.content_type, ndjson_type);
  if (route.method != "GET" && !is_lines && !is_taken_for_json(call.request))
    return problem(415, "unsupported_media_type",
                   "the body must be sent with the content type application/json");
  const sql::Transaction view(call.reader);
  if (auto response = hidden(call, access_row_of(route)->record)) return std::move(*response);
  return route.handler(call);
}

// Puts the request's id on its answer and into the log, with how long it took, and counts it. No
// ids of the clinic, no texts: the log holds nothing about members.
class Finish {
 public:
  Finish(std::string id, std::string_view method, std::shared_ptr<Vitals> vitals,
         Responder responder)
      : id_(std::move(id)),
        method_(method),
        vitals_(std::move(vitals)),
        responder_(std::move(responder)) {}

  void operator()(Response response) const {
    const auto taken = std::chrono::steady_clock::now() - start_;
    response.headers.emplace_back("Request-Id", id_);
    log_request({id_, method_, pattern, response.status,
                 std::chrono::duration_cast<std::chrono::microseconds>(taken).count()});
    vitals_->metrics.count(
        {method_, pattern, response.status, std::chrono::duration<double>(taken).count()});
    responder_(std::move(response));
  }

  Vitals& vitals() const { return *vitals_; }

  const std::string& id() const { return id_; }

  std::string_view pattern = "-";

 private:
  std::string id_;
  std::string_view method_;
  std::shared_ptr<Vitals> vitals_;
  Responder responder_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// The method as the log may show it: one that we know, never a text of the sender's.
std::string_view known_method(std::string_view method) {
  constexpr std::array known{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
  for (const std::string_view it : known)
    if (it == method) return it;
  return "other";
}

Response busy(std::string_view detail) {
  Response response = problem(503, "busy", detail);
  response.headers.emplace_back("Retry-After", "1");
  return response;
}

// Sends an answer off: through the writer when something is to be entered.
struct Leave {
  Finish finish;
  std::shared_ptr<RequestAudit> audit;
  WriteQueue& writer;
  Clock& clock;

  void operator()(std::variant<Response, Write> it) const {
    auto* response = std::get_if<Response>(&it);
    if (response && !audit) return finish(std::move(*response));
    Write write =
        response ? Write{{}, 1, {}, std::move(*response)} : std::get<Write>(std::move(it));
    write.audit = audit;
    const auto finish_write = [finish = finish, &clock = clock](Response last) {
      if (last.status == 503) finish.vitals().health.refuse_write(clock.now());
      finish(std::move(last));
    };
    if (!writer.submit_request(std::move(write), finish_write))
      finish(busy("too much is waiting to be written; send it again"));
  }

  void fail(const std::exception& error) const {
    spdlog::error("request {} failed: {}", finish.id(), error.what());
    (*this)(problem(
        500, "internal",
        "the request failed; the log of the service says why, under request " + finish.id()));
  }
};

void send_on(Errand errand, const Leave& leave) {
  const auto task = [run = std::move(errand.run), leave] {
    try {
      ErrandDone done = run();
      WriteQueue& queue = done.queue ? *done.queue : leave.writer;
      Leave{leave.finish, leave.audit, queue, leave.clock}(std::move(done.answer));
    } catch (const std::exception& error) {
      leave.fail(error);
    }
  };
  if (!errand.aside(task)) leave(busy("too much of this is asked for at once; send it again"));
}

}  // namespace

std::vector<RouteName> route_names() {
  std::vector<RouteName> names;
  for (const Route& route : routes) names.push_back({route.method, route.pattern});
  return names;
}

Api::Api(std::shared_ptr<const PolicyBook> book, std::unique_ptr<sql::Connection> reader,
         WriteQueue& writer, Clock& clock, WaitingRoom& changes)
    : book_(std::move(book)),
      reader_(std::move(reader)),
      writer_(writer),
      clock_(clock),
      changes_(changes),
      instance_(fmt::format("{:x}", clock.now().microseconds())) {
  writer_.use(book_);
}

void Api::use(std::shared_ptr<const PolicyBook> book) {
  book_ = std::move(book);
  writer_.use(book_);
}

void Api::handle(const Request& request, const Responder& responder) {
  Finish finish(fmt::format("{}-{}", instance_, ++requests_), known_method(request.method), vitals_,
                responder);
  auto target = parse_target(request.target);
  if (!target) return finish(undecodable(target.error()));
  Found found = find_route(request.method, target->path);
  finish.pattern = found.pattern;
  if (!found.route) return finish(no_route(request.method, std::move(found)));
  const auto audit =
      audit_of(request, access_row_of(*found.route), found.ids, target->query, finish.id());
  const Leave leave{finish, audit, writer_, clock_};
  if (auto response = denial(*found.route, *request.principal)) return leave(std::move(*response));
  if (auto response = forgery(request)) return leave(std::move(*response));
  if (audit && request.purpose && !is_purpose_of_use(*request.purpose))
    return leave(problem(400, "invalid_header",
                         "Purpose-Of-Use must be a code of HL7 PurposeOfUse, such as TREAT, HPAYMT "
                         "or HOPERAT"));
  try {
    Answer result = answer(*found.route, {request, std::move(found.ids), std::move(target->query),
                                          clock_.now(), *reader_, book_, json_, keys_in_flight_,
                                          *vitals_, standings_, audit, *console_, desk_});
    if (auto* errand = std::get_if<Errand>(&result)) return send_on(std::move(*errand), leave);
    if (auto* write = std::get_if<Write>(&result)) return leave(std::move(*write));
    if (auto* response = std::get_if<Response>(&result)) return leave(std::move(*response));
    if (!changes_.enter(std::get<WaitForChanges>(result), request.hurry, leave))
      leave(busy("too many wait for changes; ask again, or without wait"));
  } catch (const std::exception& error) {
    leave.fail(error);
  }
}

}  // namespace authledger::server
