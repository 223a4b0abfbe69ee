// Deliveries that were given up on: listed, and tried again. Nothing here says whom a message is
// about.
#include "engine/store/deliveries.hpp"

#include "server/handlers.hpp"
#include "server/listing.hpp"
#include "server/parameters.hpp"
#include "server/problem.hpp"

namespace authledger::server {
namespace {

Response not_there() {
  return not_found("there is no delivery of this message to this endpoint");
}

Response conflict(const char* detail) {
  return refusal(409, {{ProblemCode::conflict, detail, ""}});
}

Response replayed(sql::Connection& writer, const store::OutboxMessage& message,
                  const std::string& endpoint) {
  JsonWriter out;
  out.begin_object();
  out.field("message", message.id);
  out.field("endpoint", endpoint);
  for (const store::DeliveryStatus& it : store::deliveries_of(writer, message.position)) {
    if (it.endpoint != endpoint) continue;
    out.field("state", it.state);
    out.field("attempts", it.attempts);
    out.field_if("next_at", it.next_at);
  }
  out.end_object();
  return {.body = std::string(out.text())};
}

Response replay(sql::Connection& writer, const std::string& id, const std::string& endpoint,
                const std::string& by, Instant now) {
  const auto message = store::find_message(writer, id);
  if (!message) return not_there();
  switch (store::replay_delivery(writer, endpoint, message->position, by, now)) {
    case store::Replay::not_there:
      return not_there();
    case store::Replay::not_failed:
      return conflict("the delivery was not given up on: it waits, or was delivered");
    case store::Replay::ended:
      return conflict("the letter must not be sent any more; release another when one is due");
    case store::Replay::waiting:
      return replayed(writer, *message, endpoint);
  }
  fail("a replay without an answer");
}

}  // namespace

Answer get_failed_deliveries(const Call& call) {
  Problems problems;
  Parameters parameters(call.query, problems);
  const ListRequest asked = read_list_request(call, "deliveries", 2, parameters, problems);
  parameters.finish();
  if (!problems.empty()) return undecodable(problems);
  store::DeliveryPlace after;
  if (asked.after) {
    const auto position = number_in(asked.after->front());
    if (!position) return invalid_cursor();
    after = {*position, asked.after->back()};
  }
  const auto found = store::failed_deliveries(call.reader, call.request.principal->facilities,
                                              after, asked.limit + 1);
  ListWriter list(call, asked,
                  {"message", "kind", "endpoint", "attempts", "failed_at", "last_outcome"},
                  std::nullopt);
  const std::size_t count = std::min(found.size(), asked.limit);
  for (std::size_t i = 0; i < count; ++i) {
    const store::FailedDelivery& it = found[i];
    JsonWriter& out = list.out();
    out.begin_object();
    out.field("message", it.message.id);
    out.field("kind", it.message.kind);
    out.field("endpoint", it.endpoint);
    out.field("attempts", it.attempts);
    out.field("failed_at", it.failed_at);
    if (!it.last_outcome.empty()) out.field("last_outcome", it.last_outcome);
    out.end_object();
  }
  if (count == found.size()) return list.finish(std::nullopt);
  const store::FailedDelivery& last = found[count - 1];
  return list.finish(ListPlace{std::to_string(last.message.position), last.endpoint});
}

Answer replay_delivery(const Call& call) {
  Problems problems;
  Parameters(call.query, problems).finish();
  if (!problems.empty()) return undecodable(problems);
  return Write{[id = call.ids[0], endpoint = call.ids[1], who = call.request.principal](
                   sql::Connection& writer, Instant now) {
                 return replay(writer, id, endpoint, who->subject, now);
               },
               1};
}

}  // namespace authledger::server
