#include "engine/store/audit_verify.hpp"

#include <algorithm>

#include "engine/base/sha256.hpp"
#include "engine/store/audit.hpp"
#include "engine/store/audit_checkpoints.hpp"

namespace authledger::store {
namespace {

// What a link of elsewhere says of the entry with its position.
struct Expected {
  ChainLink link;
  std::string says;  // "checkpoint 3", "the side file"
};

class Walk {
 public:
  explicit Walk(std::vector<Expected> expected) : expected_(std::move(expected)) {
    std::ranges::stable_sort(expected_, {}, [](const Expected& it) { return it.link.position; });
    head_ = {0, std::string(sha256_size, '\0')};
  }

  void take(const StoredAuditEntry& it) {
    ++entries_;
    if (bad_) return;
    const std::int64_t seq = head_.position + 1;
    if (it.seq > seq) return fail(seq, seq, "is missing");
    if (it.seq < seq) return fail(it.seq, it.seq, "was put in before the first");
    head_ = {seq, audit_digest_after(head_.digest, seq, it.entry)};
    if (it.digest != head_.digest)
      return fail(seq, seq, "or what stood in its place, is not what was written");
    for (; next_ < expected_.size() && expected_[next_].link.position == seq; ++next_)
      check(expected_[next_]);
  }

  // The last of those beyond the end says how much is missing.
  void finish() {
    if (bad_ || next_ == expected_.size()) return;
    const Expected& last = expected_.back();
    fail(head_.position + 1, head_.position + 1,
         "is missing, and what followed it: " + last.says + " knows entry " +
             std::to_string(last.link.position));
  }

  std::int64_t entries() const { return entries_; }
  const ChainLink& head() const { return head_; }
  const std::optional<BadEntries>& bad() const { return bad_; }

 private:
  void check(const Expected& it) {
    if (bad_) return;
    if (it.link.digest == head_.digest)
      good_ = head_.position;
    else  // two that contradict each other: what agreed before may be forged as well
      fail(good_ < head_.position ? good_ + 1 : 1, head_.position,
           "is not what " + it.says + " knows");
  }

  void fail(std::int64_t first, std::int64_t last, std::string why) {
    const std::string name = first == last ? "entry " + std::to_string(first)
                                           : "one of the entries " + std::to_string(first) +
                                                 " to " + std::to_string(last);
    bad_ = BadEntries{first, last, name + (why.starts_with("or ") ? ", " : " ") + std::move(why)};
  }

  std::vector<Expected> expected_;
  std::size_t next_ = 0;
  std::int64_t entries_ = 0, good_ = 0;
  ChainLink head_;
  std::optional<BadEntries> bad_;
};

// What is wrong with a checkpoint by itself; empty: nothing.
std::string fault_of(const AuditCheckpoint& it, std::int64_t number,
                     const std::vector<std::string>& public_keys) {
  const std::string name = "checkpoint " + std::to_string(number);
  if (it.number != number) return name + " is missing";
  if (!is_signed(text_of(it), it.signature, it.public_key))
    return name + " has a signature that is not right";
  if (std::ranges::find(public_keys, it.public_key) == public_keys.end())
    return name + " is signed with a key that is not known here: " + to_hex(it.public_key);
  return {};
}

struct Checkpoints {
  std::vector<Expected> expected;
  std::vector<std::string> faults;
  std::int64_t count = 0, last_seq = 0;
};

Checkpoints read_checkpoints(sql::Connection& connection,
                             const std::vector<std::string>& public_keys) {
  Checkpoints all;
  for_each_checkpoint(connection, [&](const AuditCheckpoint& it) {
    if (std::string fault = fault_of(it, ++all.count, public_keys); !fault.empty()) {
      all.faults.push_back(std::move(fault));
      all.count = std::max(all.count, it.number);
    } else {
      all.expected.push_back({{it.seq, it.digest}, "checkpoint " + std::to_string(it.number)});
    }
    all.last_seq = it.seq;
  });
  return all;
}

}  // namespace

AuditVerification verify_audit(sql::Connection& connection, const KnownAboutAudit& known) {
  Checkpoints checkpoints = read_checkpoints(connection, known.public_keys);
  for (const ChainLink& link : known.links)
    if (link.position > 0) checkpoints.expected.push_back({link, "the side file, or who kept its digest,"});
  Walk walk(std::move(checkpoints.expected));
  for_each_audit_entry(connection, "ORDER BY seq", {},
                       [&](const StoredAuditEntry& it) { walk.take(it); });
  walk.finish();
  AuditVerification result{walk.entries(), checkpoints.count, walk.head(), walk.bad(),
                           std::move(checkpoints.faults)};
  if (!result.bad && result.head.position - checkpoints.last_seq >= entries_of_a_checkpoint)
    result.faults.push_back("no checkpoint was made after entry " +
                            std::to_string(checkpoints.last_seq) + ", though one was due");
  return result;
}

KnownAboutAudit known_in(const std::string& directory) {
  KnownAboutAudit known;
  if (const auto link = Anchor(audit_anchor_file(directory)).read()) known.links.push_back(*link);
  if (const auto key = read_audit_key(directory)) known.public_keys.push_back(key->public_key());
  return known;
}

}  // namespace authledger::store
