#include "engine/assertion/scopes.hpp"

#include <algorithm>

namespace authledger::assertion {
namespace {

constexpr Categories of_assertion =
    bit(Category::affirmed) | bit(Category::negated) | bit(Category::possible);

class Scopes {
 public:
  Scopes(const Sentence& sentence, const TriggerTable& table)
      : sentence_(sentence), tokens_(sentence.tokens), table_(table) {}

  Colors colors() {
    drop_adjacent();
    Colors colors;
    std::optional<std::size_t> nearest;
    bool is_denied_before = false;
    for (const TriggerTable::Match& match : matches_) {
      const TriggerGroup& group = group_of(match);
      const auto distance = distance_to_mention(match);
      if (!distance) continue;
      if (group.category == Category::historical) colors.is_historical = true;
      if (group.category == Category::hypothetical) colors.is_hypothetical = true;
      if (group.category == Category::other) colors.is_other = true;
      if ((bit(group.category) & of_assertion) == 0) continue;
      // In "no SI or HI reported", what is reported is that there is none.
      const bool is_before = match.after <= sentence_.mention.first;
      if (group.yields && is_denied_before && !is_before) continue;
      is_denied_before = is_denied_before || (is_before && group.category == Category::negated);
      // "Reports SI is gone": as near as each other, what is denied is denied.
      const bool is_stronger =
          colors.assertion == Assertion::affirmed && group.category != Category::affirmed;
      if (nearest && (*nearest < *distance || (*nearest == *distance && !is_stronger))) continue;
      nearest = distance;
      colors.assertion = group.category == Category::affirmed  ? Assertion::affirmed
                         : group.category == Category::negated ? Assertion::negated
                                                               : Assertion::possible;
    }
    return colors;
  }

 private:
  const TriggerGroup& group_of(const TriggerTable::Match& match) const {
    return table_.groups()[match.group];
  }

  // "does not endorse" affirms nothing and ends nothing.
  void drop_adjacent() {
    for (const TriggerTable::Match& match : sentence_.matches) {
      std::size_t before = match.first;
      while (before > 0 && table_.is_in(tokens_[before - 1].text, "<adverb>")) --before;
      const auto is_right_before = [&](const TriggerTable::Match& other) {
        const Category category = group_of(other).category;
        return (other.after == match.first || other.after == before) &&
               (group_of(match).ends & bit(category)) != 0 &&
               group_of(other).direction != Direction::backward;
      };
      const bool is_dropped =
          group_of(match).unless_adjacent &&
          std::any_of(sentence_.matches.begin(), sentence_.matches.end(), is_right_before);
      if (!is_dropped) matches_.push_back(match);
    }
  }

  // Words between; none: the mention is not in its scope.
  std::optional<std::size_t> distance_to_mention(const TriggerTable::Match& match) const {
    const TriggerGroup& group = group_of(match);
    if (group.category == Category::pseudo || group.category == Category::ends) return std::nullopt;
    const TokenRange& mention = sentence_.mention;
    const bool is_before = match.after <= mention.first;
    if (is_before ? group.direction == Direction::backward : group.direction == Direction::forward)
      return std::nullopt;
    if (group.at_break && !is_at_break(match)) return std::nullopt;
    if (group.at_start && !is_at_start(match)) return std::nullopt;
    const std::size_t first = is_before ? match.after : mention.after;
    const std::size_t after = is_before ? mention.first : match.first;
    if (is_ended(match, group, first, after)) return std::nullopt;
    if (is_before && (bit(group.category) & of_assertion) != 0 && begins_new_clause(match))
      return std::nullopt;
    std::size_t words = 0;
    for (std::size_t i = first; i < after; ++i) words += tokens_[i].is_word() ? 1U : 0U;
    if (group.reach > 0 && words > group.reach) return std::nullopt;
    return words;
  }

  bool is_at_break(const TriggerTable::Match& match) const {
    if (match.after >= tokens_.size()) return true;
    const Token& next = tokens_[match.after];
    return !next.is_word() ? !next.is(":") && !next.is("/") && !next.is("-")
                           : table_.is_in(next.text, "<joint>");
  }

  bool is_at_start(const TriggerTable::Match& match) const {
    return match.first == 0 || !tokens_[match.first - 1].is_word();
  }

  // What ends every scope.
  bool is_full_stop(std::size_t at) const {
    const Token& token = tokens_[at];
    if (token.kind == TokenKind::line_break || token.is_mark() || token.is("|") || token.is("!") ||
        token.is("?"))
      return true;
    const bool is_abbreviated = at > 0 && table_.is_in(tokens_[at - 1].text, "<abbreviation>");
    return token.is(".") && token.before_blank && !is_abbreviated;
  }

  bool is_upper_at(std::size_t at) const {
    const char c = sentence_.text[tokens_[at].begin];
    return c >= 'A' && c <= 'Z';
  }

  bool is_answer(const TriggerTable::Match& match) const {
    return match.first > 0 && tokens_[match.first - 1].is(":");
  }

  // "2) SI" in a list.
  bool is_list_number(std::size_t at) const {
    return tokens_[at].is(")") && at > 0 && table_.is_in(tokens_[at - 1].text, "<number>") &&
           tokens_[at - 1].after_blank;
  }

  // A heading in the middle ("no pain HEENT: normal") begins something new; "denies the following:"
  // and "Family history:" do not.
  bool is_new_heading(const TriggerTable::Match& match, std::size_t at) const {
    return tokens_[at].is(":") && at > match.after && tokens_[at - 1].is_word() &&
           is_upper_at(at - 1) && (is_answer(match) || !is_at_start(match) || at - match.after > 2);
  }

  bool is_ended(const TriggerTable::Match& match, const TriggerGroup& group, std::size_t first,
                std::size_t after) const {
    const bool is_list = match.after < tokens_.size() && tokens_[match.after].is(":");
    for (std::size_t i = first; i < after; ++i) {
      if (is_full_stop(i) || ((tokens_[i].is(";") || is_list_number(i)) && !is_list)) return true;
      if (tokens_[i].is(",") &&
          (group.within_commas || (group.list_with_or && !is_followed_by_or(i))))
        return true;
      if (match.after <= i && is_new_heading(match, i)) return true;
    }
    return std::any_of(matches_.begin(), matches_.end(), [&](const TriggerTable::Match& other) {
      return other.first >= first && other.after <= after &&
             (group_of(other).ends & bit(group.category)) != 0;
    });
  }

  // Whether an "or" stands behind the comma, in the same part.
  bool is_followed_by_or(std::size_t comma) const {
    if (is_or_ahead_.empty()) {
      is_or_ahead_.resize(tokens_.size() + 1);
      for (std::size_t i = tokens_.size(); i-- > 0;)
        is_or_ahead_[i] = !is_full_stop(i) &&
                          (tokens_[i].is("or") || tokens_[i].is("nor") || is_or_ahead_[i + 1]);
    }
    return is_or_ahead_[comma];
  }

  // "No rash, lungs are clear": a part between commas that has a verb of its own, unless it goes on
  // with the list ("or HI was noted").
  bool begins_new_clause(const TriggerTable::Match& match) const {
    if (match.after < tokens_.size() && tokens_[match.after].is(",")) return true;
    for (std::size_t comma = match.after; comma < sentence_.mention.first; ++comma) {
      if (!tokens_[comma].is(",")) continue;
      const std::size_t begin = comma + 1;
      std::size_t end = begin, verb = 0;
      bool is_finding = false;
      for (; end < tokens_.size() && !tokens_[end].is(",") && !tokens_[end].is(";") &&
             !is_full_stop(end);
           ++end) {
        if (verb == 0 && table_.is_in(tokens_[end].text, "<finite>")) verb = end;
        is_finding = is_finding || table_.is_in(tokens_[end].text, "<finding>");
      }
      const bool goes_on = tokens_[begin].is("or") || tokens_[begin].is("nor");
      if (goes_on) continue;
      if (is_finding ? denials_up_to(comma) > 1 : verb > 0) return true;
    }
    return false;
  }

  // How many parts in a row, up to the comma, begin with a denial of their own: after "no tremor,
  // no sweating", a part that has none is no longer denied.
  int denials_up_to(std::size_t comma) const {
    int denials = 0;
    for (std::size_t end = comma; end > 0;) {
      std::size_t begin = end;
      while (begin > 0 && !tokens_[begin - 1].is(",") && !tokens_[begin - 1].is(";") &&
             !is_full_stop(begin - 1))
        --begin;
      const bool is_denied =
          std::any_of(matches_.begin(), matches_.end(), [&](const TriggerTable::Match& it) {
            return it.first == begin && group_of(it).category == Category::negated &&
                   group_of(it).direction != Direction::backward;
          });
      if (!is_denied) break;
      ++denials;
      if (begin == 0 || !tokens_[begin - 1].is(",")) break;
      end = begin - 1;
    }
    return denials;
  }

  const Sentence& sentence_;
  const std::vector<Token>& tokens_;
  const TriggerTable& table_;
  std::vector<TriggerTable::Match> matches_;
  mutable std::vector<bool> is_or_ahead_;  // by token; empty until somebody asks
};

}  // namespace

Colors colors_of(const Sentence& sentence, const TriggerTable& table) {
  return Scopes(sentence, table).colors();
}

}  // namespace authledger::assertion
