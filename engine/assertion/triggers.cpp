#include "engine/assertion/triggers.hpp"

#include <algorithm>
#include <array>

namespace authledger::assertion {
namespace {

constexpr std::array<Category, 8> categories{
    Category::affirmed,     Category::negated, Category::possible, Category::historical,
    Category::hypothetical, Category::other,   Category::pseudo,   Category::ends};
constexpr std::array<Direction, 3> directions{Direction::forward, Direction::backward,
                                              Direction::either};

// Classes that need no list.
constexpr std::string_view number_class = "<number>", year_class = "<year>", many_class = "<many>";

std::optional<int> number_of(std::string_view word_) {
  if (word_.empty() || word_.size() > 4) return std::nullopt;
  int number = 0;
  for (const char c : word_) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

bool is_number_class(std::string_view name) {
  return name == number_class || name == year_class || name == many_class;
}

bool is_number_in(std::string_view word_, std::string_view class_name) {
  const auto number = number_of(word_);
  if (!number) return false;
  if (class_name == year_class) return *number >= 1900 && *number <= 2199;
  return class_name == number_class || *number > 14;  // <many>: ConText's limit of what is recent
}

}  // namespace

std::string_view word(Category category) {
  constexpr std::array<std::string_view, 8> words{
      "affirmed", "negated", "possible", "historical", "hypothetical", "other", "pseudo", "ends"};
  return words[static_cast<std::size_t>(category)];
}

std::string_view word(Direction direction) {
  constexpr std::array<std::string_view, 3> words{"forward", "backward", "either"};
  return words[static_cast<std::size_t>(direction)];
}

class TriggerReader {
 public:
  Result<TriggerTable> read(JsonNode root) {
    if (const auto sources = root.find("sources"))
      for (const JsonNode it : sources->children()) sources_.emplace(it.key());
    if (const auto classes = root.find("classes"))
      for (const JsonNode it : classes->children())
        for (const JsonNode member : it.children())
          table_.classes_["<" + std::string(it.key()) + ">"].emplace(text(member));
    if (const auto groups = root.find("groups"))
      for (const JsonNode it : groups->children()) read_group(it);
    if (table_.triggers_.empty()) refuse("it has no phrases");
    if (!problems_.empty()) return problems_;
    return std::move(table_);
  }

 private:
  void refuse(const std::string& why) {
    problems_.push_back({ProblemCode::invalid_value, "the table of triggers: " + why, ""});
  }

  std::string text(JsonNode node) {
    if (node.is(JsonKind::string) && !node.text().empty()) return std::string(node.text());
    refuse("something is " + node.excerpt() + " and should be a text");
    return "?";
  }

  template <class Word, std::size_t N>
  Word one_of(const std::string& said, const std::array<Word, N>& all) {
    for (const Word it : all)
      if (word(it) == said) return it;
    refuse("there is no such thing as \"" + said + "\"");
    return all[0];
  }

  void read_member(JsonNode node, TriggerGroup& group) {
    const std::string_view name = node.key();
    const auto flag = [&](std::string_view called, bool& into) {
      if (name != called) return false;
      if (node.is(JsonKind::boolean))
        into = node.boolean();
      else
        refuse(std::string(name) + " is neither true nor false");
      return true;
    };
    if (name == "phrases") return;
    if (name == "category")
      group.category = one_of(text(node), categories);
    else if (name == "direction")
      group.direction = one_of(text(node), directions);
    else if (name == "source")
      group.source = text(node);
    else if (name == "reach" && node.is(JsonKind::integer) && node.integer() > 0)
      group.reach = static_cast<std::size_t>(node.integer());
    else if (name == "ends")
      for (const JsonNode it : node.children()) group.ends |= bit(one_of(text(it), categories));
    else if (!flag("within_commas", group.within_commas) &&
             !flag("list_with_or", group.list_with_or) && !flag("at_break", group.at_break) &&
             !flag("yields", group.yields) && !flag("at_start", group.at_start) &&
             !flag("unless_adjacent", group.unless_adjacent))
      refuse("a group has a strange member \"" + std::string(name) + "\"");
  }

  void read_group(JsonNode node) {
    TriggerGroup group;
    for (const JsonNode it : node.children()) read_member(it, group);
    if (!sources_.contains(group.source)) refuse("there is no source \"" + group.source + "\"");
    if (!node.find("category")) refuse("a group has no category");
    if (group.category == Category::ends && group.ends == 0) refuse("a group ends nothing");
    table_.groups_.push_back(group);
    if (const auto phrases = node.find("phrases"))
      for (const JsonNode it : phrases->children()) read_phrase(text(it), group);
  }

  void read_phrase(const std::string& phrase, const TriggerGroup& group) {
    const std::string key =
        std::string(word(group.category)) + " " + std::string(word(group.direction)) + " " + phrase;
    if (group.category != Category::ends && !known_.insert(key).second)
      refuse("it says twice: " + key);
    Trigger trigger;
    trigger.group = table_.groups_.size() - 1;
    for (std::size_t at = 0; at < phrase.size();) {
      const std::size_t open = phrase.find('<', at);
      for (const Token& token : tokens_of(phrase.substr(at, open - at)))
        trigger.words.push_back(token.text);
      if (open == std::string::npos) break;
      const std::size_t close = phrase.find('>', open);
      if (close == std::string::npos) return refuse("a class has no end in: " + phrase);
      trigger.words.push_back(phrase.substr(open, close + 1 - open));
      if (!is_number_class(trigger.words.back()) && !table_.classes_.contains(trigger.words.back()))
        refuse("there is no class as in: " + phrase);
      at = close + 1;
    }
    if (trigger.words.empty()) return refuse("a phrase has no words");
    file(trigger.words.front(), table_.triggers_.size());
    table_.triggers_.push_back(std::move(trigger));
  }

  void file(const std::string& first, std::size_t index) {
    if (!table_.classes_.contains(first)) {
      table_.by_first_word_[is_number_class(first) ? std::string(number_class) : first].push_back(
          index);
      return;
    }
    for (const std::string& member : table_.classes_[first])
      table_.by_first_word_[member].push_back(index);
  }

  TriggerTable table_;
  std::set<std::string> sources_, known_;
  Problems problems_;
};

Result<TriggerTable> TriggerTable::read(JsonNode root) {
  return TriggerReader().read(root);
}

Result<TriggerTable> TriggerTable::read(std::string_view json) {
  JsonReader reader;
  const auto tree = reader.read(json, file_limits);
  if (!tree) return tree.error();
  return read(tree->root());
}

bool TriggerTable::is_in(std::string_view word_, std::string_view class_name) const {
  if (is_number_class(class_name)) return is_number_in(word_, class_name);
  const auto found = classes_.find(std::string(class_name));
  return found != classes_.end() && found->second.contains(word_);
}

std::size_t TriggerTable::length_at(const Trigger& trigger, const std::vector<Token>& tokens,
                                    std::size_t at) const {
  if (at + trigger.words.size() > tokens.size()) return 0;
  for (std::size_t i = 0; i < trigger.words.size(); ++i) {
    const std::string& wanted = trigger.words[i];
    const Token& token = tokens[at + i];
    const bool is_class = wanted.front() == '<' && wanted.size() > 1;
    if (is_class ? !token.is_word() || !is_in(token.text, wanted) : token.text != wanted) return 0;
  }
  return trigger.words.size();
}

std::vector<TriggerTable::Match> TriggerTable::matches(const std::vector<Token>& tokens,
                                                       TokenRange mention) const {
  std::vector<Match> found;
  const auto look = [&](std::size_t at, const std::string& key) {
    const auto filed = by_first_word_.find(key);
    if (filed == by_first_word_.end()) return;
    for (const std::size_t index : filed->second)
      if (const std::size_t length = length_at(triggers_[index], tokens, at))
        if (at >= mention.after || at + length <= mention.first)
          found.push_back({at, at + length, triggers_[index].group});
  };
  for (std::size_t at = 0; at < tokens.size(); ++at) {
    look(at, tokens[at].text);
    if (number_of(tokens[at].text)) look(at, std::string(number_class));
  }
  std::stable_sort(found.begin(), found.end(), [](const Match& one, const Match& other) {
    return one.after - one.first > other.after - other.first;
  });
  return without_overlaps(std::move(found), tokens.size());
}

// `matches` with the longest first.
std::vector<TriggerTable::Match> TriggerTable::without_overlaps(std::vector<Match> matches,
                                                                std::size_t tokens) const {
  struct Owner {
    std::size_t first = 0, after = 0;  // 0, 0: nobody
    bool is_pseudo = false;
  };
  std::vector<Match> kept;
  std::vector<Owner> owners(tokens);
  for (const Match& match : matches) {
    const Category category = groups_[match.group].category;
    const bool ends = category == Category::ends;
    const auto begin = owners.begin() + static_cast<std::ptrdiff_t>(match.first);
    const auto end = owners.begin() + static_cast<std::ptrdiff_t>(match.after);
    const bool is_free = std::all_of(begin, end, [&](const Owner& owner) {
      const bool is_own = owner.first == match.first && owner.after == match.after;
      return owner.after == 0 || (ends ? !owner.is_pseudo : is_own);
    });
    if (!is_free) continue;
    if (!ends) std::fill(begin, end, Owner{match.first, match.after, category == Category::pseudo});
    kept.push_back(match);
  }
  std::stable_sort(kept.begin(), kept.end(),
                   [](const Match& one, const Match& other) { return one.first < other.first; });
  return kept;
}

const TriggerTable& trigger_table() {
  static const TriggerTable table = [] {
    auto read = TriggerTable::read(trigger_document);
    ensure(read.has_value(), "triggers.json cannot be read");
    return std::move(*read);
  }();
  return table;
}

}  // namespace authledger::assertion
