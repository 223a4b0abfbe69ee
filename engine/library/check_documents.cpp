// What can be said of a document alone: its name, its dates, its sources, and what it leaves open.
#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "engine/library/check.hpp"
#include "engine/library/rule_list.hpp"
#include "engine/policy/stack.hpp"

namespace authledger::library {
namespace {

// Every document of a payer rules on these, or says that nobody knows, or that nothing is asked.
constexpr Topic topics_to_settle[] = {Topic::authorization, Topic::unit,
                                      Topic::reviews,       Topic::missed_sessions,
                                      Topic::decision,      Topic::retro_authorization,
                                      Topic::timely_filing};

class DocumentCheck {
 public:
  DocumentCheck(const Policy& policy, const Place& place, Faults& faults)
      : policy_(policy), place_(place), faults_(faults) {}

  void check() {
    check_name();
    check_period();
    check_rule_names();
    check_sources();
    check_source_use();
    check_topics();
    check_scope();
  }

 private:
  void tell(FaultKind kind, std::string pointer, std::string message, std::string mend) {
    faults_.push_back({kind, place_.path, std::move(pointer), std::move(message), std::move(mend)});
  }

  void check_name() {
    const std::string folder = place_.folder.substr(place_.folder.rfind('/') + 1);
    if (policy_.layer != Layer::contract && policy_.payer != folder)
      tell(FaultKind::payer_is_not_folder, "/payer",
           "payer is " + policy_.payer + ", the folder is " + (folder.empty() ? "none" : folder),
           "give both the same name");
    const std::string name(stem_of(place_.path));
    if (policy_.version != name)
      tell(FaultKind::version_is_not_file, "/version",
           "version is " + policy_.version + ", the file is " + name + ".json",
           "give both the same name");
    if (!policy_.version.starts_with(to_text(policy_.from)))
      tell(FaultKind::version_without_date, "/version",
           "version is " + policy_.version + ", but it speaks from " + to_text(policy_.from),
           "let the version begin with effective.from");
  }

  void check_period() {
    if (policy_.to && *policy_.to < policy_.from)
      tell(FaultKind::ends_before_start, "/effective/to",
           "it ends on " + to_text(*policy_.to) + ", before it starts on " + to_text(policy_.from),
           "let it end later, or not at all (null)");
  }

  void check_rule_names() {
    std::map<std::string, std::set<std::string>> keys;  // by section
    for (const ListedRule& rule : rules_of(policy_)) {
      const std::string& key = rule.name->key;
      if (!is_named(rule))
        tell(FaultKind::rule_without_key, rule.pointer, "the rule has no key",
             "name it, so that a case and a because can");
      else if (!keys[rule.section].insert(key).second)
        tell(FaultKind::repeated_key, rule.pointer + "/key",
             "an earlier rule of " + rule.section + " has the key " + key + " too",
             "give each rule its own key");
      if (!policy_.source_of(*rule.name))
        tell(FaultKind::rule_without_source, rule.pointer, "the rule " + key + " cites no source",
             "name the key of one of the document's sources; if there is no source, take the rule "
             "out and list its topic in unknown");
    }
  }

  void check_sources() {
    std::set<std::string> keys;
    for (std::size_t i = 0; i < policy_.sources.size(); ++i) {
      const Citation& source = policy_.sources[i];
      const std::string pointer = "/sources/" + std::to_string(i);
      if (!keys.insert(source.key).second)
        tell(FaultKind::source_repeated, pointer + "/key",
             "an earlier source has the key " + source.key + " too",
             "give each source its own key");
      check_citation(source, policy_.payer, policy_.payer.starts_with("sample-"), place_.path,
                     pointer, faults_);
    }
  }

  void check_source_use() {
    std::vector<bool> is_used(policy_.sources.size());
    const auto use = [&](const RuleName& name) {
      if (name.source >= 0) is_used[static_cast<std::size_t>(name.source)] = true;
    };
    for (const ListedRule& rule : rules_of(policy_)) use(*rule.name);
    for (const NotRequired& topic : policy_.not_required) use(topic.name);
    for (std::size_t i = 0; i < is_used.size(); ++i)
      if (!is_used[i] && !is_mentioned(policy_.sources[i].key))
        tell(FaultKind::source_unused, "/sources/" + std::to_string(i),
             "no rule cites the source " + policy_.sources[i].key + " and no note names it",
             "let the rule that rests on it cite it, name it in a note, or take it out");
  }

  // A fact that became no rule stands in a note, with the key of its source.
  bool is_mentioned(const std::string& key) const {
    return names(policy_.note, key) ||
           std::any_of(policy_.unknown.begin(), policy_.unknown.end(),
                       [&](const UnknownTopic& topic) { return names(topic.note, key); });
  }

  static bool names(const std::string& text, const std::string& key) {
    const auto is_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
    for (auto at = text.find(key); at != std::string::npos; at = text.find(key, at + 1)) {
      const auto end = at + key.size();
      if ((at == 0 || !is_word(text[at - 1])) && (end == text.size() || !is_word(text[end])))
        return true;
    }
    return false;
  }

  void check_topics() {
    Policy ruled = policy_;
    ruled.not_required.clear();
    std::set<Topic> unknown, not_required;
    for (std::size_t i = 0; i < policy_.unknown.size(); ++i) {
      const Topic about = policy_.unknown[i].about;
      unknown.insert(about);
      if (settles(ruled, about) && !may_be_half_known(about))
        contradicted(about, "/unknown/" + std::to_string(i), "unknown, and a rule settles it");
    }
    for (std::size_t i = 0; i < policy_.not_required.size(); ++i) {
      const Topic about = policy_.not_required[i].about;
      const std::string pointer = "/not_required/" + std::to_string(i);
      if (unknown.contains(about))
        contradicted(about, pointer, "unknown and not required");
      else if (settles(ruled, about) && about != Topic::unit)
        contradicted(about, pointer, "not required, and a rule settles it");
    }
    if (policy_.layer != Layer::payer) return;
    for (const Topic topic : topics_to_settle)
      if (!settles(policy_, topic) && !unknown.contains(topic))
        tell(FaultKind::topic_open, "", "nothing is said about " + std::string(word(topic)),
             "add a rule with its source; or list it in not_required with the source that says "
             "that nothing is asked; or, if no source says, in unknown");
  }

  // A service rule must name a unit, even where the source names none. And of several services,
  // the authorization of some may be known.
  bool may_be_half_known(Topic topic) const {
    if (topic == Topic::unit) return true;
    return topic == Topic::authorization &&
           std::any_of(policy_.services.begin(), policy_.services.end(),
                       [](const auto& rule) { return rule.authorization == Requirement::unknown; });
  }

  void contradicted(Topic topic, std::string pointer, const std::string& how) {
    tell(FaultKind::topic_contradicted, std::move(pointer),
         std::string(word(topic)) + " is called " + how, "keep the one that the source says");
  }

  void check_scope() {
    if (policy_.layer == Layer::law && !policy_.state && !policy_.line_of_business)
      tell(FaultKind::law_without_state, "/applies_to",
           "the law names no state, so it would bind every coverage there is",
           "name the state in applies_to; for a federal law, the line_of_business that it binds");
  }

  const Policy& policy_;
  const Place& place_;
  Faults& faults_;
};

}  // namespace

void check_documents(const Library& library, Faults& faults) {
  for (std::size_t i = 0; i < library.places.size(); ++i)
    DocumentCheck(library.book.documents[i], library.places[i], faults).check();
}

}  // namespace authledger::library
