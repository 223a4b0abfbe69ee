#include "engine/store/quick_search.hpp"

#include <algorithm>
#include <cctype>

#include "engine/base/result.hpp"
#include "engine/store/registry.hpp"
#include "engine/store/search.hpp"

namespace authledger::store {
namespace {

// Greater than every text that begins with `prefix`.
std::string behind(const std::string& prefix) {
  return prefix + "\xF4\x8F\xBF\xBF";
}

std::string in_capitals(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

bool is_same(const std::string& one, const std::string& other) {
  return in_capitals(one) == in_capitals(other);
}

std::optional<std::string> maybe_text(const sql::Row& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(std::string(row.text(column)));
}

class QuickSearch {
 public:
  QuickSearch(sql::Connection& connection, const std::string& text, const Compartment& visible,
              std::size_t limit)
      : connection_(connection), text_(text), visible_(visible), limit_(limit) {}

  std::vector<QuickMatch> run() {
    look_at_members();
    if (search_words(text_).size() == 1) {
      look_at("SELECT id FROM episode WHERE id >= $1 AND id < $2", text_, Matched::episode);
      look_at_numbers(text_);
      if (in_capitals(text_) != text_) look_at_numbers(in_capitals(text_));
    }
    std::stable_sort(found_.begin(), found_.end(), [](const auto& one, const auto& other) {
      if (one.match.is_open != other.match.is_open) return one.match.is_open;
      return one.admitted > other.admitted;
    });
    std::vector<QuickMatch> matches;
    for (auto& it : found_)
      if (matches.size() < limit_) matches.push_back(std::move(it.match));
    return matches;
  }

 private:
  struct Found {
    QuickMatch match;
    std::string admitted;
  };

  void look_at_members() {
    const auto words = search_words(text_);
    if (words.empty() || words.size() > most_search_words) return;
    for (const Member& member :
         find_members(connection_, {.words = words, .visible = visible_, .limit = limit_})) {
      Matched matched = Matched::name;
      if (is_same(member.id, text_)) matched = Matched::member_id;
      if (is_same(member.plan_member_id, text_)) matched = Matched::plan_member_id;
      take("e.member = $1", {member.id}, matched);
    }
  }

  void look_at_numbers(const std::string& number) {
    look_at("SELECT episode FROM balance WHERE number >= $1 AND number < $2", number,
            Matched::authorization);
  }

  // `ids`: of episodes, between $1 and $2.
  void look_at(const std::string& ids, const std::string& prefix, Matched matched) {
    take("e.id IN (" + ids + ")", {prefix, behind(prefix)}, matched);
  }

  void take(const std::string& which, std::vector<sql::Value> values, Matched matched) {
    const std::string last = "$" + std::to_string(values.size() + 1);
    const std::string most = "$" + std::to_string(values.size() + 2);
    values.push_back(list_of(visible_));
    values.push_back(static_cast<std::int64_t>(limit_));
    std::vector<Found> rows;
    connection_.run(
        "SELECT e.id, e.facility, e.member, e.payer, e.is_open, e.covered_through, e.admitted"
        " FROM episode AS e WHERE " +
            which + " AND (" + last + " IS NULL OR e.facility IN (SELECT value FROM json_each(" +
            last + "))) ORDER BY e.is_open DESC, e.admitted DESC LIMIT " + most,
        values, [&](const sql::Row& row) {
          Found it;
          it.match.episode = row.text(0);
          it.match.facility = row.text(1);
          it.match.member = maybe_text(row, 2);
          it.match.payer = maybe_text(row, 3);
          it.match.is_open = row.integer(4) != 0;
          it.match.covered_through = maybe_text(row, 5);
          it.match.matched = matched;
          it.admitted = maybe_text(row, 6).value_or("");
          rows.push_back(std::move(it));
        });
    for (Found& row : rows)
      if (std::none_of(found_.begin(), found_.end(),
                       [&](const Found& it) { return it.match.episode == row.match.episode; }))
        found_.push_back(std::move(row));
  }

  sql::Connection& connection_;
  const std::string& text_;
  const Compartment& visible_;
  std::size_t limit_;
  std::vector<Found> found_;
};

void add_figures(sql::Connection& connection, QuickMatch& match, Instant now) {
  const auto facility = find_facility(connection, match.facility, now);
  if (!facility) throw sql::Error("an episode is treated where the register has no facility");
  if (match.member) {
    if (const auto member = find_member(connection, *match.member, registered_last)) {
      match.member_name = member->name;
      match.birth_date = member->birth_date;
    }
  }
  // As the standing counts what remains: of lines that pay and have not ended.
  connection.run(
      "SELECT unit, sum(remaining) FROM balance WHERE episode = $1 AND remaining IS NOT NULL"
      " AND decision IN ('approved', 'partial', 'allowance')"
      " AND (end_date IS NULL OR end_date >= $2) GROUP BY unit",
      {match.episode, to_text(facility->zone.day_of(now))}, [&](const sql::Row& row) {
        match.remaining.emplace(std::string(row.text(0)), row.integer(1));
      });
  connection.run(
      "SELECT min(due_at) FROM obligation WHERE episode = $1 AND kind = 'review'"
      " AND status IN ('upcoming', 'open', 'overdue')",
      {match.episode}, [&](const sql::Row& row) {
        if (!row.is_null(0)) match.next_review = Instant::from_microseconds(row.integer(0));
      });
}

}  // namespace

std::string_view word(Matched matched) {
  switch (matched) {
    case Matched::name:
      return "name";
    case Matched::member_id:
      return "member_id";
    case Matched::plan_member_id:
      return "plan_member_id";
    case Matched::authorization:
      return "authorization";
    case Matched::episode:
      return "episode";
  }
  fail("a match without a word");
}

std::vector<QuickMatch> quick_search(sql::Connection& connection, const std::string& text,
                                     const Compartment& visible, Instant now, std::size_t limit) {
  auto matches = QuickSearch(connection, text, visible, limit).run();
  for (QuickMatch& match : matches) add_figures(connection, match, now);
  return matches;
}

}  // namespace authledger::store
