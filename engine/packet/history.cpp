#include "engine/packet/history.hpp"

#include <algorithm>
#include <tuple>

#include "engine/base/result.hpp"
#include "engine/packet/contents.hpp"

namespace authledger {
namespace {

using What = HistoryEntry::What;

What what_of(Decision decision) {
  switch (decision) {
    case Decision::approved:
      return What::approved;
    case Decision::partial:
      return What::partial;
    case Decision::denied:
      return What::denied;
    case Decision::pended:
      return What::pended;
  }
  fail("a decision that is none");
}

HistoryEntry entry(What what, Instant at, const std::string& authorization, Seq event) {
  HistoryEntry it;
  it.what = what;
  it.at = at;
  it.authorization = authorization;
  it.event = event;
  return it;
}

HistoryEntry entry_of(const Said<AuthorizationRequested>& said) {
  HistoryEntry it = entry(What::requested, said.fact.at, said.fact.authorization, said.seq);
  it.expedited = said.fact.expedited;
  return it;
}

HistoryEntry entry_of(const Said<AuthorizationDecided>& said) {
  const AuthorizationDecided& fact = said.fact;
  HistoryEntry it = entry(what_of(fact.decision), fact.decided_at, fact.authorization, said.seq);
  it.number = fact.number;
  it.start = fact.start;
  it.end = fact.end;
  it.next_review = fact.next_review;
  it.lines = fact.lines;
  return it;
}

}  // namespace

std::string_view word(What what) {
  switch (what) {
    case What::requested:
      return "requested";
    case What::approved:
      return "approved";
    case What::partial:
      return "partial";
    case What::denied:
      return "denied";
    case What::pended:
      return "pended";
    case What::review:
      return "review_submitted";
    case What::asked:
      return "payer_asked";
  }
  fail("an entry of the history without a word");
}

void add_history(const PacketRequest& request, ReviewPacket& packet) {
  const Episode& episode = request.episode;
  std::vector<HistoryEntry>& entries = packet.history;
  for (const AuthorizationHistory& it : episode.authorizations) {
    for (const auto& said : it.earlier_requests) entries.push_back(entry_of(said));
    if (it.request) entries.push_back(entry_of(*it.request));
    for (const auto& said : it.earlier_decisions) entries.push_back(entry_of(said));
    if (it.decision) entries.push_back(entry_of(*it.decision));
  }
  for (const Said<ReviewSubmitted>& it : episode.reviews) {
    entries.push_back(entry(What::review, it.fact.at, it.fact.authorization, it.seq));
    entries.back().reference = it.fact.note.reference;
  }
  for (const Said<PayerAsked>& it : episode.asks) {
    entries.push_back(entry(What::asked, it.fact.at, it.fact.ask, it.seq));
    entries.back().words = it.fact.what;
  }
  for (HistoryEntry& it : entries) it.date = request.facility.zone.day_of(it.at);
  std::sort(entries.begin(), entries.end(), [](const HistoryEntry& one, const HistoryEntry& other) {
    return std::tuple(one.at, one.event) < std::tuple(other.at, other.event);
  });
  constexpr std::size_t most_entries = 60;
  if (entries.size() > most_entries) {
    packet.history_left_out = static_cast<int>(entries.size() - most_entries);
    entries.erase(entries.begin(), entries.end() - most_entries);
  }
}

}  // namespace authledger
