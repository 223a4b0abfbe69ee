// Review packets, to be read: the queue over all episodes, the versions of one, what a version says
// and in what it differs from another.
#include "server/packets.hpp"

#include <charconv>

#include "engine/base/json_tree.hpp"
#include "engine/json/tree_changes.hpp"
#include "engine/store/log.hpp"
#include "server/etag.hpp"
#include "server/handlers.hpp"
#include "server/listing.hpp"
#include "server/parameters.hpp"
#include "server/problem.hpp"

namespace authledger::server {
namespace {

constexpr int largest_number = 1'000'000;

// None of them is kept by anybody who carries it.
Response unkept(Response response) {
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

void write_fields(JsonWriter& out, const store::PacketVersion& it) {
  out.field("episode", it.episode);
  out.field("number", it.number);
  out.field("authorization", it.authorization);
  out.field("review", it.review);
  out.field("payer", it.payer);
  out.field("due_at", it.due_at);
  out.field("verdict", it.verdict);
  out.field("state", store::word(it.state()));
  out.field("is_latest", it.is_latest);
  out.field("reason", it.reason);
  out.field("built_at", to_exact_text(it.built_at));
  out.field("built_by", it.built_by);
  out.field("content_sha256", it.content);
  if (it.approval) {
    out.field("approved_at", to_exact_text(it.approval->at));
    out.field("approved_by", it.approval->by);
    out.field_if("approval_reason", it.approval->reason);
  }
  if (it.submission) {
    out.field("submitted_at", to_exact_text(it.submission->at));
    out.field("submitted_by", it.submission->by);
    out.field("event", it.submission->event);
    out.field_if("reference", it.submission->reference);
  }
}

std::optional<store::PacketPlace> packet_place(const ListPlace& place) {
  const auto due_at = number_in(place[0]), number = number_in(place[2]);
  if (!number || (!place[0].empty() && !due_at)) return std::nullopt;
  return store::PacketPlace{
      due_at ? std::optional(Instant::from_microseconds(*due_at)) : std::nullopt, place[1],
      *number};
}

ListPlace list_place(const store::PacketVersion& it) {
  return {it.due_at ? std::to_string(it.due_at->microseconds()) : "", it.episode,
          std::to_string(it.number)};
}

// Calls answer() with the version that the address names, when its parameters are good.
template <class Make>
Answer of_version(const Call& call, const Problems& problems, Make answer) {
  if (!problems.empty()) return undecodable(problems);
  const auto version = packet_at(call.reader, call.ids[0], call.ids[1]);
  if (!version) return no_packet(call.ids[0]);
  return answer(*version);
}

std::string changes_text(sql::Connection& connection, const store::PacketVersion& before,
                         const store::PacketVersion& after) {
  JsonReader one, other;
  const auto then = one.read(store::packet_json(connection, before), file_limits);
  const auto now = other.read(store::packet_json(connection, after), file_limits);
  if (!then || !now) throw sql::DamagedRow("a packet cannot be read");
  JsonWriter out;
  out.begin_object();
  out.field("episode", after.episode);
  out.field("before", before.number);
  out.field("after", after.number);
  out.field("reason", after.reason);
  out.key("changes");
  json::write_changes(out, then->root(), now->root(), {"as_of", "today"});
  out.end_object();
  return std::string(out.text());
}

Answer print_of(const Call& call, const char* file_name,
                std::optional<std::string> (*read)(sql::Connection&, const store::PacketVersion&)) {
  Problems problems;
  Parameters(call.query, problems).finish();
  return of_version(call, problems, [&](const store::PacketVersion& it) {
    auto pdf = read(call.reader, it);
    if (!pdf)
      return not_found("this version was built before packets were printed; build it again");
    Response response{.content_type = "application/pdf", .body = std::move(*pdf)};
    response.headers.emplace_back("Content-Disposition",
                                  std::string("inline; filename=\"") + file_name + "\"");
    response.headers.emplace_back("Content-Security-Policy", "default-src 'none'");
    return unkept(std::move(response));
  });
}

}  // namespace

void write_packet_version(JsonWriter& out, const store::PacketVersion& version) {
  out.begin_object();
  write_fields(out, version);
  out.end_object();
}

std::string packet_text(sql::Connection& connection, const store::PacketVersion& version) {
  JsonReader reader;
  const auto content = reader.read(store::packet_json(connection, version), file_limits);
  if (!content) throw sql::DamagedRow("a packet cannot be read");
  JsonWriter out;
  out.begin_object();
  write_fields(out, version);
  out.key("content");
  json::write_node(out, content->root());
  out.end_object();
  return std::string(out.text());
}

std::optional<store::PacketVersion> packet_at(sql::Connection& connection,
                                              const std::string& episode,
                                              const std::string& number) {
  int value = 0;
  const char* const end = number.data() + number.size();
  const auto [last, error] = std::from_chars(number.data(), end, value);
  if (error != std::errc() || last != end || std::to_string(value) != number) return std::nullopt;
  return store::find_packet(connection, episode, value);
}

Response no_packet(const std::string& episode) {
  return not_found("there is no packet of this number of episode \"" + episode + "\"");
}

Answer get_packet_queue(const Call& call) {
  Problems problems;
  Parameters parameters(call.query, problems);
  const ListRequest asked = read_list_request(call, "packets", 3, parameters, problems);
  store::PacketQuery query;
  query.verdict = parameters.one_of("verdict", {"ready", "ready_with_gaps", "incomplete"});
  query.payer = parameters.text("payer");
  query.facility = parameters.text("facility");
  query.state = parameters.one_of("state", {"built", "approved", "submitted"});
  parameters.finish();
  if (!problems.empty()) return undecodable(problems);
  query.visible = call.request.principal->facilities;
  if (asked.after) query.after = packet_place(*asked.after);
  if (asked.after && !query.after) return invalid_cursor();
  query.limit = asked.limit + 1;
  const auto items = store::packet_queue(call.reader, query);
  ListWriter list(call, asked,
                  {"due_at", "verdict", "state", "payer", "member_name", "member", "episode",
                   "authorization", "facility", "number", "reason", "built_at", "built_by",
                   "approved_by", "submitted_at", "reference"},
                  std::nullopt);
  const std::size_t shown = std::min(items.size(), asked.limit);
  for (std::size_t i = 0; i < shown; ++i) {
    list.out().begin_object();
    write_fields(list.out(), items[i].version);
    list.out().field("facility", items[i].facility);
    list.out().field("member", items[i].member);
    list.out().field("member_name", items[i].member_name);
    list.out().end_object();
  }
  if (shown == items.size()) return list.finish(std::nullopt);
  return list.finish(list_place(items[shown - 1].version));
}

Answer get_packets(const Call& call) {
  Problems problems;
  Parameters(call.query, problems).finish();
  if (!problems.empty()) return undecodable(problems);
  const std::string& episode = call.ids[0];
  if (!store::find_log(call.reader, episode))
    return not_found("there is no episode \"" + episode + "\"");
  JsonWriter out;
  out.begin_object();
  out.field("episode", episode);
  out.key("packets");
  out.begin_array();
  for (const store::PacketVersion& it : store::packets_of(call.reader, episode))
    write_packet_version(out, it);
  out.end_array();
  out.end_object();
  return unkept({.body = std::string(out.text())});
}

Answer get_packet(const Call& call) {
  Problems problems;
  Parameters(call.query, problems).finish();
  const auto conditions = read_conditions(call.request);
  if (!conditions) return invalid_conditions();
  return of_version(call, problems, [&](const store::PacketVersion& it) {
    return unkept(answer_if(*conditions, {.body = packet_text(call.reader, it)}));
  });
}

Answer get_packet_page(const Call& call) {
  Problems problems;
  Parameters(call.query, problems).finish();
  return of_version(call, problems, [&](const store::PacketVersion& it) {
    Response page{.content_type = "text/html; charset=utf-8",
                  .body = store::packet_page(call.reader, it)};
    page.headers.emplace_back("Content-Security-Policy",
                              "default-src 'none'; style-src 'unsafe-inline'; img-src data:");
    return unkept(std::move(page));
  });
}

Answer get_packet_print(const Call& call) {
  return print_of(call, "packet.pdf", store::packet_print);
}

Answer get_packet_script(const Call& call) {
  return print_of(call, "phone-script.pdf", store::packet_script);
}

Answer get_packet_changes(const Call& call) {
  Problems problems;
  Parameters parameters(call.query, problems);
  const int since = parameters.integer_or("since", 1, largest_number, 0);
  parameters.finish();
  return of_version(call, problems, [&](const store::PacketVersion& it) {
    const auto before = since > 0 ? store::find_packet(call.reader, it.episode, since)
                                  : store::packet_before(call.reader, it);
    if (!before)
      return not_found(since > 0 ? "there is no packet of the number that since names"
                                 : "it is the first packet of its authorization");
    return unkept({.body = changes_text(call.reader, *before, it)});
  });
}

}  // namespace authledger::server
