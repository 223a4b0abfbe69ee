#include "engine/explain/ground.hpp"

#include <algorithm>

#include "engine/standing/charges.hpp"

namespace authledger::explain {
namespace {

std::map<Seq, const Event*> by_seq(const std::vector<Event>& log) {
  std::map<Seq, const Event*> events;
  for (const Event& event : log) events.emplace(event.seq, &event);
  return events;
}

// Pays every charge once more, because a standing does not keep the single draws.
std::vector<Account> drawn_accounts(const Terms& terms) {
  Standing scratch;
  scratch.as_of = terms.as_of;
  scratch.today = terms.today;
  std::vector<Charge> charges;
  add_actual_charges(terms, scratch, charges);
  add_forecast_charges(terms, scratch, charges);
  return allocate(terms, std::move(charges), scratch);
}

template <class List, class Matches>
auto find_in(const List& list, Matches matches) -> decltype(&*list.begin()) {
  const auto found = std::find_if(list.begin(), list.end(), matches);
  return found == list.end() ? nullptr : &*found;
}

}  // namespace

Ground::Ground(const std::vector<Event>& log, const PolicyBook& book, const Facility& facility_,
               Instant as_of)
    : facility(facility_),
      events(by_seq(log)),
      episode(fold(log, as_of)),
      terms(episode, book, facility_, as_of),
      standing(authledger::standing(episode, book, facility_, as_of)),
      accounts(drawn_accounts(terms)),
      words(terms.today, facility_.zone) {}

const AuthorizationHistory* Ground::authorization(std::string_view id) const {
  return find_in(episode.authorizations, [&](const auto& it) { return it.id == id; });
}

const AuthorizationStanding* Ground::authorization_standing(std::string_view id) const {
  return find_in(standing.authorizations, [&](const auto& it) { return it.id == id; });
}

const Account* Ground::account(std::string_view id) const {
  return find_in(accounts, [&](const auto& it) { return it.id == id; });
}

const Obligation* Ground::obligation(std::string_view key) const {
  return find_in(standing.obligations, [&](const auto& it) { return it.key == key; });
}

const SessionStanding* Ground::session(std::string_view id) const {
  return find_in(standing.sessions, [&](const auto& it) { return it.session == id; });
}

const SessionStanding* Ground::session_of(Seq seq) const {
  return find_in(standing.sessions, [&](const auto& it) { return it.seq == seq; });
}

std::int64_t Ground::used_units(std::string_view id) const {
  std::int64_t used = 0;
  if (const auto* shown = authorization_standing(id))
    for (const LineStanding& line : shown->lines) used += line.used;
  return used;
}

std::string Ground::payer_on(Date date) const {
  const auto* coverage = episode.coverage_on(date);
  return coverage ? coverage->fact.payer : "no payer";
}

}  // namespace authledger::explain
