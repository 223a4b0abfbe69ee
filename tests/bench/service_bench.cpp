// How fast the service is, against what does only what it cannot do without. Prints JSON:
//
//     service_bench [--events 1000000] [--seconds 3] [--repeats 3] [--only SECTION]
//
// Everything is measured on the real authledgerd through sockets, as it is configured by default,
// with its log dropped. The references run in turn with it, in the same run: the machine may be
// busy, a ratio is still one. Every figure is the median of the repeats. The machine is shared by
// the server and by the load generator (one thread).
//
// bare_keyed: a server of Beast's that commits the bodies to a table whose key is the id which the
// client gave the event, in groups; bare_bytes: the same, without a key; bare_rows: the same, into
// a table as the service's events, with its three keys; bare_own: with an entry of the audit trail
// for each as well, which is all that the service itself writes before it answers. All begin with
// the events that the service's ledger begins with, so that their indexes are as large. bare_fixed:
// the same, answering a GET with a body of the size of a standing; commits_of_keyed and so on:
// SQLite alone, a commit each; batches: SQLite alone, the same rows in the same batches as the
// NDJSON bodies. What is posted goes in turn to 1,000 episodes that begin with 60 events, and on
// the large ledger to as many as the small one has.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "tests/bench/bare_server.hpp"
#include "tests/bench/bare_store.hpp"
#include "tests/bench/child.hpp"
#include "tests/bench/load.hpp"
#include "tests/bench/service_data.hpp"
#include "tests/server/client.hpp"
#include "tests/support/temporary_directory.hpp"

namespace authledger::bench {
namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

struct Options {
  std::size_t events = 1'000'000;  // of the large ledger
  double seconds = 3;
  int repeats = 3;
  std::string only;  // empty: all sections
};

constexpr std::size_t small_episodes = 10'000 / events_of_an_episode;
constexpr std::size_t lines_of_a_body = 2'000;

std::string program;  // this one
const std::string payers = AUTHLEDGER_SOURCE_DIR "/payers";

double seconds_since(steady_clock::time_point start) {
  return std::chrono::duration<double>(steady_clock::now() - start).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.empty() ? 0 : values[values.size() / 2];
}

// Printed with the figures.
constexpr const char* what_references_do = R"(  "references": {
    "bare_keyed": "Beast, one thread for sockets and one that writes; commits all bodies that wait in one transaction (SQLite, WAL, synchronous=FULL), each as a row of its bytes under the client's id of the event as the key; begins with the events of the service's ledger",
    "bare_bytes": "the same without a key",
    "bare_rows": "the same into a table as the service's events: position, episode and seq, id",
    "bare_own": "that, and an entry as in the service's audit trail for each: what the service itself writes",
    "commits_of": "the same rows without a server, a transaction each",
    "batches": "the rows of bare_rows without a server, a transaction for each body of lines",
    "bare_fixed": "Beast, answering each GET with a fixed body of the size of a standing"
  },
)";

// Named figures, each measured several times; printed as medians, in the order of naming.
class Figures {
 public:
  void add(const std::string& name, double value) {
    if (!values_.contains(name)) names_.push_back(name);
    values_[name].push_back(value);
  }
  void add(const std::string& name, const Latencies& latencies) {
    add(name + "_per_second", latencies.per_second());
    add(name + "_p50_ms", latencies.quantile(0.5));
    add(name + "_p99_ms", latencies.quantile(0.99));
    if (latencies.failed > 0) add(name + "_failed", static_cast<double>(latencies.failed));
  }
  // Ratio of the medians of two figures that were measured in turn.
  void add_ratio(const std::string& name, const std::string& one, const std::string& other) {
    add(name, value(one) / value(other));
  }
  double value(const std::string& name) const { return median(values_.at(name)); }

  void print() const {
    std::printf("{\n%s", what_references_do);
    for (std::size_t i = 0; i < names_.size(); ++i)
      std::printf("  \"%s\": %.3f%s\n", names_[i].c_str(), value(names_[i]),
                  i + 1 < names_.size() ? "," : "");
    std::printf("}\n");
  }

 private:
  std::vector<std::string> names_;
  std::map<std::string, std::vector<double>> values_;
};

class Ledger {
 public:
  explicit Ledger(std::size_t episodes) : episodes_(episodes) {
    std::fprintf(stderr, "filling a ledger with %zu events\n", episodes * events_of_an_episode);
    fill_ledger(folder_.path(), payers, episodes);
    start(payers);
  }

  void start(const std::string& policies) {
    daemon_ = std::make_unique<Child>(
        std::vector<std::string>{AUTHLEDGERD_PROGRAM, "--data", folder_.path(), "--payers",
                                 policies, "--listen", "127.0.0.1:0", "--sign-in", "off"});
    daemon_->port();
  }
  Child& daemon() { return *daemon_; }
  std::uint16_t port() { return daemon_->port(); }
  std::size_t episodes() const { return episodes_; }

  // A session of one of `among` episodes, spread over the whole ledger.
  std::string next_session(std::size_t among) {
    const std::uint64_t number = ++posted_;
    const std::size_t episode = number * 7'919 % among * (episodes_ / among);
    return session_event(episode, 1'000 + number / among);
  }

 private:
  std::size_t episodes_;
  test::TemporaryDirectory folder_;
  std::unique_ptr<Child> daemon_;
  std::uint64_t posted_ = 0;
};

struct Reference {
  const char* name;
  BareRows rows;
};
constexpr Reference references[] = {{"keyed", BareRows::keyed},
                                    {"bytes", BareRows::bytes},
                                    {"rows", BareRows::event},
                                    {"own", BareRows::event_and_entry}};

// Listens when it holds the events of so many episodes.
std::unique_ptr<Child> bare(const std::string& file, const char* rows, std::size_t episodes,
                            std::size_t answer) {
  auto child = std::make_unique<Child>(std::vector<std::string>{
      program, "--bare", file, rows, std::to_string(episodes), std::to_string(answer)});
  child->port();
  return child;
}

Latencies post_sessions(Ledger& ledger, std::uint16_t port, std::size_t connections,
                        std::size_t among, double seconds) {
  Load load(port, connections);
  return load.run_closed(seconds,
                         [&] { return post("application/json", ledger.next_session(among)); });
}

void add_ratios_of_posts(Figures& figures) {
  const std::string per_second = "_per_second";
  for (const Reference& it : references)
    figures.add_ratio("post_c64_to_bare_" + std::string(it.name), "post_c64" + per_second,
                      "bare_" + std::string(it.name) + "_c64" + per_second);
  figures.add_ratio("post_c64_p99_to_p50", "post_c64_p99_ms", "post_c64_p50_ms");
  for (const Reference& it : references)
    figures.add_ratio("post_c1_to_commits_of_" + std::string(it.name), "post_c1" + per_second,
                      "commits_of_" + std::string(it.name) + per_second);
  for (const Reference& it : references)
    figures.add_ratio("post_c1_to_bare_" + std::string(it.name), "post_c1" + per_second,
                      "bare_" + std::string(it.name) + "_c1" + per_second);
}

// The references of posts, filled: servers of their own and, for single commits, stores here.
class References {
 public:
  explicit References(std::size_t episodes) {
    for (const Reference& it : references) {
      const std::string file = folder_.path() + "/" + it.name;
      servers_.push_back(bare(file + ".db", it.name, episodes, 0));
      stores_.push_back(std::make_unique<BareStore>(file + "_commits.db", it.rows));
      stores_.back()->fill(episodes);
    }
  }

  void measure_servers(Ledger& ledger, std::size_t connections, const Options& options,
                       Figures& figures) {
    for (std::size_t i = 0; i < servers_.size(); ++i)
      figures.add("bare_" + std::string(references[i].name) + "_c" + std::to_string(connections),
                  post_sessions(ledger, servers_[i]->port(), connections, ledger.episodes(),
                                options.seconds));
  }

  void measure_commits(Ledger& ledger, const Options& options, Figures& figures) {
    for (std::size_t i = 0; i < stores_.size(); ++i) {
      const auto start = steady_clock::now();
      std::size_t commits = 0;
      for (; seconds_since(start) < options.seconds; ++commits)
        stores_[i]->commit({ledger.next_session(ledger.episodes())});
      figures.add("commits_of_" + std::string(references[i].name) + "_per_second",
                  static_cast<double>(commits) / seconds_since(start));
    }
  }

 private:
  test::TemporaryDirectory folder_;
  std::vector<std::unique_ptr<Child>> servers_;
  std::vector<std::unique_ptr<BareStore>> stores_;
};

// A checkpoint, which everybody waits for, comes every eight seconds or so. Connections that have
// nothing to do are closed after ten.
constexpr double seconds_at_500 = 8;

void measure_posts(Ledger& ledger, const Options& options, Figures& figures) {
  References bare_ones(ledger.episodes());
  for (int repeat = 0; repeat < options.repeats; ++repeat) {
    for (const std::size_t connections : {1U, 64U}) {
      figures.add(
          "post_c" + std::to_string(connections),
          post_sessions(ledger, ledger.port(), connections, ledger.episodes(), options.seconds));
      if (connections == 1) bare_ones.measure_commits(ledger, options, figures);
      bare_ones.measure_servers(ledger, connections, options, figures);
    }
    Load load(ledger.port(), 64);
    figures.add("post_at_500", load.run_open(seconds_at_500, 500, [&] {
      return post("application/json", ledger.next_session(ledger.episodes()));
    }));
  }
  add_ratios_of_posts(figures);
}

void measure_lines(Ledger& ledger, const Options& options, Figures& figures) {
  const test::TemporaryDirectory folder;
  BareStore store(folder.path() + "/batches.db", BareRows::event);
  store.fill(ledger.episodes());
  for (int repeat = 0; repeat < options.repeats; ++repeat) {
    std::size_t lines = 0;
    Load load(ledger.port(), 1);
    const auto posted = load.run_closed(options.seconds, [&] {
      std::string body;
      for (std::size_t i = 0; i < lines_of_a_body; ++i)
        body += ledger.next_session(ledger.episodes()) + "\n";
      lines += lines_of_a_body;
      return post("application/x-ndjson", body);
    });
    if (posted.failed > 0) throw std::runtime_error("a body of lines was refused");
    figures.add("lines_per_second", static_cast<double>(lines) / posted.seconds);
    const auto start = steady_clock::now();
    std::size_t inserted = 0;
    for (; seconds_since(start) < options.seconds; inserted += lines_of_a_body) {
      std::vector<std::string> bodies;
      for (std::size_t i = 0; i < lines_of_a_body; ++i)
        bodies.push_back(ledger.next_session(ledger.episodes()));
      store.commit(bodies);
    }
    figures.add("batches_per_second", static_cast<double>(inserted) / seconds_since(start));
  }
  figures.add_ratio("lines_to_batches", "lines_per_second", "batches_per_second");
}

void measure_standings(Ledger& ledger, const Options& options, Figures& figures) {
  const auto target = [&](std::size_t number) {
    return "/v1/episodes/" + episode_id(number * 7'919 % ledger.episodes()) + "/standing";
  };
  test::Client client(ledger.port());
  client.send(get(target(1)));
  const std::size_t size = client.receive(false).value().body.size();
  figures.add("standing_bytes", static_cast<double>(size));
  const test::TemporaryDirectory folder;
  const auto fixed = bare(folder.path() + "/fixed.db", "bytes", 0, size);
  std::size_t number = 0;
  for (int repeat = 0; repeat < options.repeats; ++repeat) {
    Load load(ledger.port(), 32), bare_load(fixed->port(), 32);
    figures.add("standing_c32",
                load.run_closed(options.seconds, [&] { return get(target(++number)); }));
    figures.add("bare_fixed_c32",
                bare_load.run_closed(options.seconds, [&] { return get(target(++number)); }));
  }
  figures.add_ratio("standing_to_bare_fixed", "standing_c32_per_second",
                    "bare_fixed_c32_per_second");
}

// Long enough for several checkpoints, whose pages reach the disk in bursts.
constexpr double seconds_of_a_size = 10;

void measure_size(Ledger& small, Ledger& large, const Options& options, Figures& figures) {
  const auto run = [&](const std::string& name, Ledger& ledger, std::size_t among) {
    figures.add(name, post_sessions(ledger, ledger.port(), 64, among, seconds_of_a_size));
  };
  for (int repeat = 0; repeat < options.repeats; ++repeat) {
    run("small_post_c64", small, small_episodes);
    run("large_post_c64", large, small_episodes);
    run("large_everywhere_post_c64", large, large.episodes());
  }
  figures.add_ratio("large_to_small_post", "large_post_c64_per_second",
                    "small_post_c64_per_second");
}

// A folder of the same policies, of which one is worded otherwise.
void copy_policies(const std::string& to) {
  fs::copy(payers, to, fs::copy_options::recursive);
  const std::string file = to + "/aetna/2019-01-01.json";
  std::ifstream in(file);
  std::string text((std::istreambuf_iterator<char>(in)), {});
  std::ofstream(file) << text << '\n';
}

void measure_restart(Ledger& large, Figures& figures) {
  {
    Load load(large.port(), 64);
    load.run_closed(1,
                    [&] { return post("application/json", large.next_session(small_episodes)); });
  }
  large.daemon().end(SIGKILL);
  const auto killed = steady_clock::now();
  large.start(payers);
  test::Client client(large.port());
  client.send(get("/healthz"));
  if (client.receive(false).value().status != 200) throw std::runtime_error("not ready");
  figures.add("ready_after_kill_seconds", seconds_since(killed));
}

// A start under other policies restates all open episodes, as a night does, and says when it is
// done.
void measure_restating(Ledger& large, Figures& figures) {
  const test::TemporaryDirectory folder;
  copy_policies(folder.path() + "/payers");
  large.daemon().end(SIGTERM);
  const auto start = steady_clock::now();
  large.start(folder.path() + "/payers");
  const auto episodes = static_cast<double>(large.episodes());
  figures.add("restated_episodes_per_second", episodes / seconds_since(start));
  figures.add("restated_episodes_per_second_and_core", episodes / large.daemon().seconds_used());
}

constexpr std::string_view sections[] = {"standings", "posts", "lines", "large"};

void run(const Options& options) {
  Figures figures;
  const auto wants = [&](const char* section) {
    return options.only.empty() || options.only == section;
  };
  Ledger small(1'000);
  if (wants("standings")) measure_standings(small, options, figures);
  if (wants("posts")) measure_posts(small, options, figures);
  if (wants("lines")) measure_lines(small, options, figures);
  if (wants("large")) {
    Ledger fresh(small_episodes), large(options.events / events_of_an_episode);
    measure_size(fresh, large, options, figures);
    measure_restart(large, figures);
    measure_restating(large, figures);
  }
  figures.print();
}

constexpr const char* usage =
    "service_bench [--events 1000000] [--seconds 3] [--repeats 3]"
    " [--only standings|posts|lines|large]\n"
    "Prints figures and ratios of a running authledgerd as JSON; says on stderr how far it is.\n";

// Throws std::invalid_argument.
Options read_options(int count, char** words) {
  Options options;
  for (int i = 1; i < count; i += 2) {
    const std::string name = words[i], value = i + 1 < count ? words[i + 1] : "";
    if (name == "--events")
      options.events = std::stoul(value);
    else if (name == "--seconds")
      options.seconds = std::stod(value);
    else if (name == "--repeats")
      options.repeats = std::stoi(value);
    else if (name == "--only" && std::ranges::find(sections, value) != std::end(sections))
      options.only = value;
    else
      throw std::invalid_argument(name);
  }
  return options;
}

}  // namespace
}  // namespace authledger::bench

int main(int count, char** words) {
  namespace bench = authledger::bench;
  bench::program = words[0];
  if (count == 6 && std::string(words[1]) == "--bare") {
    for (const bench::Reference& it : bench::references)
      if (it.name == std::string(words[3]))
        bench::serve_bare(words[2], it.rows, std::stoul(words[4]),
                          std::string(std::stoul(words[5]), 'x'));
    return 1;
  }
  if (count == 2 && std::string(words[1]) == "--help") {
    std::fputs(bench::usage, stdout);
    return 0;
  }
  try {
    bench::run(bench::read_options(count, words));
  } catch (const std::invalid_argument& error) {
    std::fprintf(stderr, "%s is not understood\n%s", error.what(), bench::usage);
    return 2;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
