// Standings as text, kept until something changes them: an event, the facility, the policies, or
// the clock.
//
//     StandingCache cache(most_bytes);
//     const std::optional<std::string> text = cache.find(reader, book, "E1", now);
//
// A standing moves with the clock only when a day begins at the facility, or when an instant passes
// that stands in the log or in the standing itself: between two of them only its as_of moves. So a
// text serves until the first instant that had not passed for certain when it was made.
#pragma once

#include <list>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "engine/policy/policy_book.hpp"
#include "engine/store/log_cache.hpp"
#include "engine/store/restate.hpp"
#include "engine/store/sql.hpp"

namespace authledger::server {

class StandingCache {
 public:
  explicit StandingCache(std::size_t most_bytes);  // about; of texts

  // The standing as JSON, as json::write_standing has it. None: there is no such episode. Within a
  // transaction. Throws as store::standing_of.
  std::optional<std::string> find(sql::Connection& connection,
                                  const std::shared_ptr<const PolicyBook>& book,
                                  const std::string& episode, Instant as_of);

  std::size_t computed() const { return computed_; }  // how many were not found here

 private:
  struct Entry {
    std::string episode;
    std::int64_t last_seq = 0;
    std::string facility;  // its entry in the register
    std::shared_ptr<const PolicyBook> book;
    Instant from, until;  // serves instants from `from` to before `until`
    std::string text;
  };
  using Entries = std::list<Entry>;

  void keep(Entry entry);

  std::size_t most_bytes_, bytes_ = 0, computed_ = 0;
  store::LogCache logs_;
  Entries entries_;  // the one used last first
  std::unordered_map<std::string, Entries::iterator> by_episode_;
};

// The first instant at which the text of a standing may be another, for the same log: not before
// the next that is named in `text` or in the log, or at which a day begins. At or before the
// standing's own: nobody can tell.
Instant next_change(const store::Restated& restated, const std::vector<Event>& log,
                    std::string_view text);

}  // namespace authledger::server
