#include "server/compartment.hpp"

#include "engine/store/compartment.hpp"
#include "engine/store/holds.hpp"
#include "engine/store/outbox.hpp"
#include "engine/store/registry.hpp"
#include "server/problem.hpp"

namespace authledger::server {
namespace {

// A member whom nobody has entered yet may be entered by anybody who may enter members at all.
bool shows_member(const Call& call, const std::string& member) {
  const bool is_there = store::find_member(call.reader, member, store::registered_last).has_value();
  return (is_there || call.request.method == "PUT") &&
         store::shows_member(call.reader, call.request.principal->facilities, member);
}

}  // namespace

std::optional<Response> hidden(const Call& call, std::string_view record) {
  const auto& visible = call.request.principal->facilities;
  if (!visible || call.ids.empty()) return std::nullopt;
  const std::string& id = call.ids.front();
  if (record == "episode" && !store::shows_episode(call.reader, visible, id))
    return not_found("there is no episode \"" + id + "\"");
  if (record == "member" && !shows_member(call, id))
    return not_found("there is no member \"" + id + "\"");
  if (record == "message") {
    const auto message = store::find_message(call.reader, id);
    if (!message || !visible->contains(message->facility))
      return not_found("there is no message of this id");
  }
  if (record == "hold") {
    const auto hold = store::find_hold(call.reader, id);
    if (!hold || !(hold->member ? store::shows_member(call.reader, visible, *hold->member)
                                : store::shows_episode(call.reader, visible, *hold->episode)))
      return not_found("there is no hold of this id");
  }
  if (record == "facility" && !store::shows_facility(visible, id))
    return not_found("there is no facility \"" + id + "\"");
  return std::nullopt;
}

}  // namespace authledger::server
