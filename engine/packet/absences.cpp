#include "engine/packet/absences.hpp"

#include <algorithm>
#include <map>

#include "engine/packet/contents.hpp"

namespace authledger {
namespace {

constexpr std::size_t most_absences = 60;

Outreach outreach_of(const Obligation& notice) {
  Outreach it;
  it.notice = notice.key;
  it.rule = notice.rule.value_or("");
  it.action = notice.action.value_or(MissedSessionRule::Action::notify);
  it.whom = notice.whom;
  it.status = notice.status;
  it.due_at = notice.due_at;
  it.done = notice.completion;
  it.events = notice.because.events;
  return it;
}

// What was sent although no rule asks for it any more, or ever did.
void add_unasked(const Episode& episode, Outreach& outreach) {
  for (const Said<NoticeSent>& sent : episode.notices)
    if (sent.fact.notice == outreach.notice && !outreach.done)
      outreach.done = Completion{sent.fact.at, sent.fact.note, sent.seq};
}

}  // namespace

void add_absences(const PacketRequest& request, ReviewPacket& packet) {
  std::map<Seq, std::vector<const Obligation*>> by_session;
  std::map<std::string, std::vector<const Obligation*>, std::less<>> by_name;  // of the session
  for (const Obligation& it : request.standing.obligations) {
    if (it.kind != ObligationKind::notice) continue;
    for (const Seq event : it.because.events) by_session[event].push_back(&it);
    const auto colon = it.key.find(':', it.key.find(':') + 1);
    if (it.status == ObligationStatus::moot && colon != std::string::npos)
      by_name[it.key.substr(colon + 1)].push_back(&it);
  }
  AbsenceCounts& counts = packet.absence_counts;
  const auto& sessions = request.standing.sessions;
  for (auto session = sessions.rbegin(); session != sessions.rend(); ++session) {
    if (session->outcome == Outcome::attended) continue;
    if (session->outcome == Outcome::cancelled_by_facility) {
      ++counts.by_facility;
      continue;
    }
    ++(session->excused ? counts.excused : counts.unexcused);
    if (packet.absences.size() >= most_absences) continue;
    Absence absence{session->date,    session->session, session->seq,
                    session->outcome, session->excused, {}};
    for (const Obligation* it : by_session[session->seq])
      absence.outreach.push_back(outreach_of(*it));
    for (const Obligation* it : by_name[session->session]) {
      absence.outreach.push_back(outreach_of(*it));
      add_unasked(request.episode, absence.outreach.back());
    }
    packet.absences.push_back(std::move(absence));
  }
}

}  // namespace authledger
