#include "tools/night_packets.hpp"

#include <algorithm>
#include <deque>
#include <set>
#include <utility>

#include "engine/base/json_tree.hpp"
#include "engine/json/tree_changes.hpp"
#include "engine/store/audit.hpp"
#include "engine/store/audit_spool.hpp"
#include "engine/store/log.hpp"
#include "engine/store/packets.hpp"
#include "engine/store/registry.hpp"
#include "tools/packet_files.hpp"
#include "tools/workers.hpp"

namespace authledger::tools {
namespace {

constexpr std::size_t packets_per_step = 32;
constexpr std::size_t document_bytes_per_step = std::size_t{32} << 20;

// Of one episode, for all its packets; never changed once it is handed on.
struct Ingredients {
  std::string episode;
  store::Restated restated;
  std::optional<Member> member;
  std::vector<store::Document> documents;
  const std::vector<CriteriaSet>* criteria = nullptr;  // of the policy book
};

store::PacketSources sources_of(const Ingredients& of, const Obligation& review) {
  return {of.episode, of.restated, of.member, review, of.documents, *of.criteria};
}

struct Assembled {
  store::ReleasedPacket packet;
  std::string content;  // content_of() it
  std::optional<store::PacketPrints> prints;
};

// What takes time. `kept`: content of the version that there is; what says the same is not printed,
// because that version's prints are used.
Assembled assembled(const Ingredients& of, const Obligation& review, const DisclosureTerms& terms,
                    const std::string& kept) {
  Assembled it;
  it.packet = store::assembled_packet(sources_of(of, review), terms);
  it.content = store::content_of(it.packet.packet);
  if (it.content != kept) it.prints = store::prints_of(it.packet);
  return it;
}

struct Begun {  // a packet that some thread assembles
  std::shared_ptr<const Ingredients> of;
  const Obligation* review = nullptr;
  store::PacketIngredients made_of;
  std::future<Assembled> assembled;
};

struct Writing {
  std::shared_ptr<PacketFiles> packet;
  std::future<void> written;
};

int count_changes(sql::Connection& connection, const store::PacketVersion& before,
                  const store::PacketVersion& after) {
  JsonReader one, other, changes;
  const auto then = one.read(store::packet_json(connection, before), file_limits);
  const auto now = other.read(store::packet_json(connection, after), file_limits);
  if (!then || !now) throw sql::DamagedRow("a packet cannot be read");
  JsonWriter out;
  json::write_changes(out, then->root(), now->root(), {"as_of", "today"});
  const auto list = changes.read(out.text(), file_limits);
  if (!list) throw sql::DamagedRow("the changes of a packet cannot be read");
  int count = 0;
  for ([[maybe_unused]] const JsonNode change : list->root().children()) ++count;
  return count;
}

std::string place_of(const std::string& episode, const std::string& key) {
  return "packet of episode " + episode + ", " + key + ": ";
}

class PacketsOfNight {
 public:
  PacketsOfNight(const NightLedger& ledger, const NightlyOptions& options, std::size_t total,
                 NightRecord& night)
      : ledger_(ledger), options_(options), night_(night), workers_(options.jobs) {
    progress_.is_packets = true;
    progress_.total = total;
  }

  void build(const std::vector<DueReview>& reviews) {
    for (std::size_t next = 0; next < reviews.size();) next = step(reviews, next);
    await_writing();
  }

 private:
  // Returns the first review that it left.
  std::size_t step(const std::vector<DueReview>& reviews, std::size_t next) {
    std::optional<sql::Transaction> transaction;
    if (ledger_.writer) transaction.emplace(*ledger_.writer);
    std::deque<Begun> begun;
    std::size_t bytes = 0;
    while (next < reviews.size() && begun.size() < packets_per_step &&
           bytes < document_bytes_per_step) {
      const DueReview& review = reviews[next++];
      guarded(review.episode, review.key, [&] { begin(review, begun, bytes); });
    }
    std::vector<PacketFiles> released;
    for (; !begun.empty(); begun.pop_front())
      guarded(begun.front().of->episode, begun.front().review->key,
              [&] { finish(begun.front(), released); });
    if (transaction) transaction->commit();
    await_writing();  // of the step before: this one was built meanwhile
    for (PacketFiles& it : released) write(std::move(it));
    return next;
  }

  // One packet's trouble is not that of the others; that of the ledger is.
  template <class Work>
  void guarded(const std::string& episode, const std::string& key, Work work) {
    try {
      work();
      return;
    } catch (const sql::DamagedRow& error) {
      night_.add(NightFailure{episode, place_of(episode, key) + error.what()});
    } catch (const sql::Error&) {
      throw;
    } catch (const std::exception& error) {
      night_.add(NightFailure{episode, place_of(episode, key) + error.what()});
    }
    tick(progress_.done);
  }

  void begin(const DueReview& wanted, std::deque<Begun>& begun, std::size_t& bytes) {
    if (!last_ || last_->episode != wanted.episode) {
      last_ = ingredients(wanted.episode);
      for (const store::Document& it : last_->documents) bytes += it.content.size();
    }
    const auto& obligations = last_->restated.standing.obligations;
    const auto review = std::ranges::find(obligations, wanted.key, &Obligation::key);
    ensure(review != obligations.end(), "a review that is due is an obligation of its standing");
    const store::PacketSources sources = sources_of(*last_, *review);
    auto made_of = store::ingredients_of(ledger_.connection, ledger_.book, sources);
    const auto last =
        store::last_packet(ledger_.connection, wanted.episode, review->authorization.value_or(""));
    auto assembling = [of = last_, review = &*review, terms = terms_now(*last_),
                       kept = last ? last->content : ""] {
      return assembled(*of, *review, terms, kept);
    };
    begun.push_back({last_, &*review, std::move(made_of), workers_.begin(std::move(assembling))});
  }

  std::shared_ptr<const Ingredients> ingredients(const std::string& episode) {
    auto restated = store::standing_of(ledger_.connection, ledger_.book, episode, options_.as_of);
    ensure(restated.has_value(), "an episode with a review has a log");
    Ingredients of{episode, std::move(*restated), {}, {}, &ledger_.book.criteria};
    if (of.restated.member)
      of.member = store::find_member(ledger_.connection, *of.restated.member, options_.as_of);
    if (of.member)
      of.documents = store::documents_of(ledger_.connection, of.member->id, options_.as_of);
    return std::make_shared<const Ingredients>(std::move(of));
  }

  DisclosureTerms terms_now(const Ingredients& of) {
    return store::disclosure_terms(ledger_.consents, of.member, of.documents, options_.as_of);
  }

  void finish(Begun& begun, std::vector<PacketFiles>& released) {
    const Ingredients& of = *begun.of;
    const store::PacketSources sources = sources_of(of, *begun.review);
    Assembled assembled = begun.assembled.get();
    store::BuiltPacket built{of.episode, std::move(assembled.packet), std::move(begun.made_of),
                             std::move(assembled.content), std::move(assembled.prints)};
    const bool is_again = store::release_assembled(
        built.released, sources, [&] { return terms_now(of); }, "authledger nightly");
    if (is_again) {
      built.content = store::content_of(built.released.packet);
      built.prints.reset();
    }
    const auto version = version_of(built, of.restated);
    note_failed_documents(built.released.packet, of);
    PacketFiles files = packet_files(sources, built.released);
    if (built.prints) {
      files.pdf = std::move(built.prints->pdf);
      files.script = std::move(built.prints->script);
    }
    if (version) say_version(*version, of.restated.standing.today, files);
    print_packet(files, built.released);
    files.is_written = is_written(files, options_.out);
    if (built.released.entry && !files.is_written) enter(*built.released.entry);
    if (begun.review->due_at)
      files.outcome.due_local = of.restated.facility.zone.wall_clock(*begun.review->due_at);
    released.push_back(std::move(files));
    ++progress_.built;
    tick(progress_.done);
  }

  // A night of the past makes no version of what has gone on since. None: there is no version of
  // this content.
  std::optional<store::PacketVersion> version_of(const store::BuiltPacket& built,
                                                 const store::Restated& restated) {
    auto same = store::same_packet(ledger_.connection, built);
    if (same || !ledger_.writer) return same;
    const auto head = store::find_log(ledger_.connection, built.episode);
    const bool is_past =
        restated.standing.as_of < head->last_recorded_at ||
        store::packet_built_after(ledger_.connection, built.episode, options_.as_of);
    if (is_past) return std::nullopt;
    return store::keep_packet(*ledger_.writer, built, "nightly", options_.as_of).version;
  }

  // The files are those of the version, whenever it was made.
  void say_version(const store::PacketVersion& version, Date today, PacketFiles& files) {
    files.json = store::packet_json(ledger_.connection, version);
    files.html = store::packet_page(ledger_.connection, version);
    files.pdf = store::packet_print(ledger_.connection, version).value_or("");
    files.script = store::packet_script(ledger_.connection, version).value_or("");
    PacketOutcome& outcome = files.outcome;
    outcome.version = version.number;
    outcome.reason = version.reason;
    const auto before = store::packet_before(ledger_.connection, version);
    if (version.of.today != today)
      outcome.change = PacketChange::unchanged;
    else
      outcome.change = before ? PacketChange::new_version : PacketChange::first;
    if (before && outcome.change == PacketChange::new_version)
      outcome.changes = count_changes(ledger_.connection, *before, version);
  }

  // The packets of an episode, which come one after the other, share its documents.
  void note_failed_documents(const ReviewPacket& packet, const Ingredients& of) {
    if (std::exchange(documents_of_, of.episode) != of.episode) documents_.clear();
    for (const RefusedDocument& it : packet.refused) {
      const FailedDocument failed{of.restated.facility.id, of.episode, of.restated.member, it.name,
                                  !it.citation.empty(),    it.why};
      if (documents_.insert(failed).second) night_.add(failed);
    }
  }

  void enter(const store::AuditEntry& entry) {
    if (ledger_.writer)
      store::append_audit(*ledger_.writer, entry);
    else
      store::spool_audit(ledger_.data, entry);
  }

  void write(PacketFiles files) {
    auto packet = std::make_shared<PacketFiles>(std::move(files));
    auto written = workers_.begin([packet, &out = options_.out] {
      if (!packet->is_written) write_packet(*packet, out);
    });
    writing_.push_back({std::move(packet), std::move(written)});
  }

  void await_writing() {
    for (; !writing_.empty(); writing_.pop_front()) {
      PacketOutcome& outcome = writing_.front().packet->outcome;
      guarded(outcome.episode, outcome.authorization, [&] {
        writing_.front().written.get();
        night_.add(std::move(outcome));
        tick(progress_.done + 1);
      });
    }
  }

  void tick(std::size_t done) {
    progress_.done = done;
    if (options_.watch) options_.watch(progress_);
  }

  const NightLedger& ledger_;
  const NightlyOptions& options_;
  NightRecord& night_;
  NightProgress progress_;
  std::shared_ptr<const Ingredients> last_;
  std::deque<Writing> writing_;
  std::string documents_of_;  // the episode whose failed documents these are
  std::set<FailedDocument> documents_;
  Workers workers_;  // last: ends before what it works on
};

}  // namespace

void build_packets(const NightLedger& ledger, const NightlyOptions& options,
                   const std::vector<DueReview>& reviews, NightRecord& night) {
  PacketsOfNight(ledger, options, reviews.size(), night).build(reviews);
}

}  // namespace authledger::tools
