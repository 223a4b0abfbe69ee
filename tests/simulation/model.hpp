// What the ledger must say, in plain maps: a second, short reading of how a request changes it,
// with the product's pure functions (fold, standing) for the figures. The model carries out what
// was committed, in the order of commitment, and says what had to be answered.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/episode/facility.hpp"
#include "engine/episode/joining.hpp"
#include "engine/standing/standing.hpp"
#include "server/request.hpp"

namespace authledger::simulation {

// What a client wants: the request as it is sent, each time it is sent, and what it means.
struct Errand {
  server::Request request;
  std::vector<std::optional<PostedEvent>> events;  // none: a line that cannot be decoded
  std::optional<Facility> facility;
  std::optional<Member> member;
  bool is_action = false;  // on the obligation that its only event names
};

struct Told {  // of one event
  std::string verdict;
  std::int64_t seq = 0;
  std::string recorded_at;
  bool operator==(const Told&) const = default;
};
std::vector<Told> told_by(const server::Response& response);

struct LoggedEvent {
  PostedEvent posted;
  Event event;
};

class Model {
 public:
  // Empty: the response is what it had to be. Else what is wrong with it.
  // `book`: the policies in force.
  std::string carry_out(const Errand& errand, Instant now, const PolicyBook& book,
                        const server::Response& response);

  // A facility's night at a date, in the facility's words. False: it was done before.
  using NightOf = std::pair<std::string, std::string>;
  bool end_night(const NightOf& night, Instant at) { return nights_.emplace(night, at).second; }
  const std::map<NightOf, Instant>& nights() const { return nights_; }

  void register_first_facility(const Facility& facility, Instant at);

  const std::vector<std::string>& ids() const { return ids_; }  // in the order of commitment
  const LoggedEvent& event(const std::string& id) const { return events_.at(id); }
  bool says(const PostedEvent& posted, std::int64_t seq, Instant recorded_at) const;
  std::vector<std::string> episodes() const;
  std::vector<Event> log(const std::string& episode) const { return logs_.at(episode).events; }
  Instant last_recorded_at(const std::string& episode) const {
    return logs_.at(episode).head.last_recorded_at;
  }
  Facility facility(const std::string& id, Instant as_of) const;
  std::map<std::string, Instant> entered() const;  // when each facility was, first
  Facility facility_of(const std::string& episode, Instant as_of) const;
  const std::map<std::string, std::string>& register_now() const { return register_now_; }

  // As GET .../standing prints it.
  std::string standing_text(const std::string& episode, const PolicyBook& book,
                            Instant as_of) const;
  Standing standing_at(const std::string& episode, const PolicyBook& book, Instant as_of) const;

 private:
  struct Log {
    LogHead head;
    std::vector<Event> events;
  };
  struct Answer {
    std::string fingerprint;
    server::Response response;
    Instant at;
  };

  std::string carry_out_post(const Errand& errand, Instant now, const server::Response& response);
  std::string carry_out_new(const Errand& errand, Instant now, const PolicyBook& book,
                            const server::Response& response);
  bool can_act(const PostedEvent& action, Instant now, const PolicyBook& book) const;
  std::string carry_out_put(const Errand& errand, Instant now, const server::Response& response);
  Told record(const PostedEvent& event, Instant now);
  bool open_log(const PostedEvent& event, Log& log) const;

  std::vector<std::string> ids_;
  std::map<std::string, LoggedEvent> events_;
  std::map<std::string, Log> logs_;
  std::map<std::string, std::map<Instant, Facility>> facilities_;
  std::map<std::string, std::string> register_now_;  // by address
  std::map<std::string, Answer> answers_;            // by Idempotency-Key
  std::map<NightOf, Instant> nights_;                // those that were done, and when
  Instant latest_;                                   // of all writes
};

}  // namespace authledger::simulation
