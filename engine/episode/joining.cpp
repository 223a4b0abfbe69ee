#include "engine/episode/joining.hpp"

namespace authledger {
namespace {

std::optional<Problem> withdrawal_refusal(const LogHead& head, const PostedEvent& event,
                                          const std::optional<WithdrawnTarget>& target) {
  if (!target || target->episode != head.episode)
    return Problem{ProblemCode::not_found,
                   "withdraws is \"" + event.withdraws + "\"; the log of episode \"" +
                       head.episode + "\" has no event with this id",
                   "/withdraws"};
  if (target->is_withdrawal)
    return Problem{ProblemCode::conflict,
                   "withdraws is \"" + event.withdraws +
                       "\", a withdrawal itself; a withdrawal cannot be withdrawn: say the "
                       "withdrawn thing again instead",
                   "/withdraws"};
  return std::nullopt;
}

}  // namespace

std::optional<Problem> refusal(const LogHead& head, const PostedEvent& event,
                               const std::optional<WithdrawnTarget>& target) {
  if (head.last_seq >= most_events_of_an_episode)
    return Problem{ProblemCode::too_large,
                   "episode \"" + head.episode + "\" has " + std::to_string(head.last_seq) +
                       " events, the most that one log takes",
                   "/episode"};
  if (event.facility && *event.facility != head.facility)
    return Problem{ProblemCode::conflict,
                   "facility is \"" + *event.facility + "\", but episode \"" + head.episode +
                       "\" is treated at \"" + head.facility + "\"",
                   "/facility"};
  if (event.member && head.member && *event.member != *head.member)
    return Problem{ProblemCode::conflict,
                   "member is \"" + *event.member + "\", but episode \"" + head.episode +
                       "\" is of member \"" + *head.member + "\"",
                   "/member"};
  const auto* admission = std::get_if<EpisodeAdmitted>(&event.fact);
  if (admission && admission->episode != head.episode)
    return Problem{ProblemCode::conflict,
                   "the admission names episode \"" + admission->episode + "\" in the log of \"" +
                       head.episode + "\"",
                   "/episode"};
  if (std::holds_alternative<EventWithdrawn>(event.fact))
    return withdrawal_refusal(head, event, target);
  return std::nullopt;
}

}  // namespace authledger
