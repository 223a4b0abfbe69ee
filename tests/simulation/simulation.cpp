#include "tests/simulation/simulation.hpp"

#include <algorithm>
#include <utility>

#include "tests/simulation/checks.hpp"
#include "tests/simulation/clinic.hpp"
#include "tests/simulation/follower.hpp"
#include "tests/simulation/stage.hpp"
#include "tests/support/given.hpp"

namespace authledger::simulation {
namespace {

class Simulation : private Stage {
 public:
  Simulation(std::uint64_t seed, const Options& options)
      : Stage(seed + 2, options.troubles),
        options_(options),
        dice_(seed),
        network_(seed + 1),
        clinic_(seed, dice_) {}

  Result run() {
    std::string violation;
    try {
      live();
    } catch (const Violation& it) {
      violation = it.what;
    }
    if (run_) disk_.cut_power();
    run_.reset();
    return finish(violation, disk_);
  }

 private:
  struct Client {
    std::optional<std::size_t> errand;
    int attempt = 0;
    int left = 0;
  };

  Instant wall_clock() const { return Stage::wall_clock(clinic_.begins()); }

  void live() {
    clients_.resize(static_cast<std::size_t>(dice_.between(1, 4)));
    for (int left = options_.errands; left > 0; --left)
      ++clients_[static_cast<std::size_t>(left) % clients_.size()].left;
    start();
    for (std::size_t client = 0; client < clients_.size(); ++client) begin_errand(client);
    follower_.follow();
    watch_nights();
    work_off();
    calm_down();  // what is still under way ends well
    work_off();
    end_well();
  }

  void work_off() {
    while ((is_calm() || is_busy()) && go_on()) {
    }
  }
  bool is_busy() const {
    return std::any_of(clients_.begin(), clients_.end(),
                       [](const Client& it) { return it.errand || it.left > 0; });
  }

  void end_well() {
    if (!run_) start();
    drain();
    check_all(*run_, model_, is_one_book_);
    follower_.catch_up();
    if (chaos().chance(3)) check_with_oracle(model_, run_->book(), run_->now());
    run_.reset();
    disk_.survive();
    start();  // checks what an orderly end has left
  }

  // Clients

  void begin_errand(std::size_t number) {
    Client& client = clients_[number];
    client.errand.reset();
    if (client.left-- <= 0) return;
    const int kind = dice_.between(1, 100);
    Errand errand = kind <= 65   ? clinic_.post()
                    : kind <= 75 ? act()
                    : kind <= 88 ? clinic_.put_member()
                                 : clinic_.put_facility();
    if (kind > 75 && run_ && dice_.chance(60))
      for (const auto& [name, value] : run_->ask(errand.request.target).headers)
        if (name == "ETag") errand.request.if_match = value;
    client.errand = errands_.size();
    errands_.push_back(std::move(errand));
    send(number);
  }

  // What a team does about an obligation that it sees; another may do so at the same time.
  Errand act() {
    const std::string episode = dice_.one_of(clinic_.episodes());
    const std::string target = "/v1/episodes/" + episode + "/obligations";
    const auto keys = run_ ? keys_of(run_->ask(target)) : std::vector<std::string>{};
    if (keys.empty()) return clinic_.post();
    return clinic_.act(episode, dice_.one_of(keys));
  }

  void send(std::size_t number) {
    Client& client = clients_[number];
    const std::size_t errand = *client.errand;
    const int attempt = ++client.attempt;
    const int copies = (meets(lost_messages, 8) ? 0 : 1) + (meets(doubled_messages, 8) ? 1 : 0);
    for (int copy = 0; copy < copies; ++copy)
      after(travel(network_), [this, number, errand] { arrive(number, errand); });
    after(patience, [this, number, attempt] {
      if (clients_[number].errand && clients_[number].attempt == attempt) send(number);
    });
  }

  void arrive(std::size_t number, std::size_t errand) {
    if (!run_) return;
    run_->handle(errands_[errand].request, errand,
                 [this, number, errand](const server::Response& response) {
                   if (response.status >= 500 && response.status != 503 && !disk_.has_failed())
                     unexpected_ = "answered with " + std::to_string(response.status);
                   tell("answer to " + std::to_string(errand) + ": " +
                        std::to_string(response.status) + " " + response.body);
                   if (meets(lost_messages, 8)) return;
                   after(travel(network_),
                         [this, number, errand, response] { learn(number, errand, response); });
                 });
    complain_if_unexpected();
    if (!run_->has_writes() || is_drain_due_) return;
    is_drain_due_ = true;
    after(network_.between(1, 40) * millisecond, [this] {
      is_drain_due_ = false;
      drain();
    });
  }

  void learn(std::size_t number, std::size_t errand, const server::Response& response) {
    Client& client = clients_[number];
    if (client.errand != errand) return;  // an answer to what was answered already
    const bool is_early = response.body.find("in_flight") != std::string::npos;
    const int attempt = client.attempt;
    if (response.status >= 500 || (response.status == 409 && is_early)) {
      after(second, [this, number, errand, attempt] {
        if (clients_[number].errand == errand && clients_[number].attempt == attempt) send(number);
      });
      return;
    }
    count("errands");
    client.errand.reset();
    const Micros pause = dice_.chance(50)   ? dice_.between(1, 500) * millisecond
                         : dice_.chance(70) ? dice_.between(1, 300) * second
                                            : dice_.between(1, 60) * hour;
    after(pause, [this, number] {
      disturb();
      begin_errand(number);
    });
  }

  // The writer

  void drain() {
    if (!run_ || !run_->has_writes()) return;
    ServiceRun::Death death;
    if (meets(kills, 4)) death.statement = chaos().between(1, 120);
    if (meets(kills, 2)) death.answers = chaos().between(0, 2);
    disk_.fail(draw_faults());
    const auto group = run_->commit_group(++mark_, death);
    disk_.fail({});
    last_ending_ = group.ending;
    complain_if_unexpected();
    tell("group " + std::to_string(mark_) + " of " + std::to_string(group.attempts.size()) +
         " ended " + std::to_string(static_cast<int>(group.ending)) + " " + group.why);
    count("groups");
    if (group.ending == Ending::killed) return end_run(group, "killed in a group");
    if (group.ending == Ending::failed) {
      if (!disk_.has_failed()) throw Violation{"a commit failed for no reason: " + group.why};
      return end_run(group, "disks that failed a group");
    }
    if (group.ending == Ending::refused) {
      if (!disk_.was_full()) throw Violation{"a group was refused for no reason"};
      count("groups refused by a full disk");
    } else if (disk_.lost_a_sync()) {
      throw Violation{"the service went on after a sync that failed"};
    }
    resolve(group, group.ending == Ending::committed);
    run_->look_at_changes(false);
    if (chaos().chance(20)) checkpoint();
    plan_to_catch_up(chaos().between(1, 2'000) * millisecond);
  }

  void plan_to_catch_up(Micros wait) {
    if (!run_ || !run_->has_work() || is_catch_up_due_) return;
    is_catch_up_due_ = true;
    after(wait, [this] {
      is_catch_up_due_ = false;
      catch_up();
    });
  }

  void catch_up() {
    if (!run_ || !run_->has_work()) return;
    ServiceRun::Death death;
    if (meets(kills, 5)) death.statement = chaos().between(1, 40);
    const DiskFaults faults = draw_faults();
    disk_.fail(faults);
    const auto ending = run_->catch_up(death);
    disk_.fail({});
    count("catchings up");
    tell("caught up, which ended " + std::to_string(static_cast<int>(ending.ending)));
    if (ending.ending == Ending::killed) return end_run({}, "killed while catching up");
    if (ending.ending == Ending::failed) {
      if (!disk_.has_failed()) throw Violation{"restating failed for no reason: " + ending.why};
      return end_run({}, "disks that failed a catching up");
    }
    if (disk_.lost_a_sync()) throw Violation{"the service went on after a sync that failed"};
    check_some();
    if (faults.full_at_write > 0)  // it may have been put off
      after(1'100 * millisecond, [this] { catch_up(); });
    plan_to_catch_up(chaos().between(1, 50) * millisecond);
  }

  // The nights

  void watch_nights() {
    if (is_calm()) return;
    after(chaos().between(10, 240) * 60 * second, [this] {
      do_nights();
      watch_nights();
    });
  }

  // As the service's watch does it: a step, its commit, the next step. A crash ends it; the next
  // look goes on.
  void do_nights() {
    for (std::vector<store::DueNight> due; run_ && !(due = run_->due_nights()).empty();) {
      drain();
      if (!run_ || !run_->take_night_step(due.front())) return;
      count("steps of nights");
      drain();
      if (last_ending_ != Ending::committed) return;
    }
    if (run_) check_night_of(model_, wall_clock());
  }

  void complain_if_unexpected() {
    if (!unexpected_.empty()) throw Violation{unexpected_};
  }

  void checkpoint() {
    if (meets(power_loss, 10)) disk_.fail({.power_at = chaos().between(1, 30)});
    if (meets(failing_disk, 5)) disk_.fail({.at_sync = chaos().between(1, 2)});
    try {
      run_->checkpoint();
      count("checkpoints");
    } catch (const sql::Error&) {
      if (!disk_.is_dead() && !disk_.has_failed()) throw Violation{"a checkpoint failed"};
    }
    const bool is_over = disk_.is_dead() || disk_.has_failed();
    disk_.fail({});
    if (is_over) end_run({}, "ended in a checkpoint");
  }

  // The group is what it was, or it never was.
  void resolve(const ServiceRun::Group& group, bool is_committed) {
    const std::size_t known = model_.ids().size();
    for (const auto& attempt : group.attempts) {
      const auto& answered = attempt->answered;
      if (!is_committed) {
        if (answered && answered->status != 503)
          throw Violation{"acknowledged, but never committed: " + answered->body};
        continue;
      }
      if (!attempt->computed) throw Violation{"committed without an answer"};
      if (attempt->night) {
        if (attempt->ends_night) end_night(*attempt);
        continue;
      }
      if (answered && answered->body != attempt->computed->body)
        throw Violation{"answered other than computed: " + answered->body};
      const std::string complaint = model_.carry_out(errands_[attempt->errand], attempt->now,
                                                     *group.book, *attempt->computed);
      if (!complaint.empty()) throw Violation{complaint};
      if (errands_[attempt->errand].is_action && attempt->computed->status == 201) count("actions");
    }
    check_events(*run_, model_, known);
    check_some();
  }

  void end_night(const Attempt& attempt) {
    count("nights");
    if (!model_.end_night({attempt.night->facility, to_text(attempt.night->date)}, attempt.now))
      throw Violation{"a night was done twice"};
  }

  void check_some() {
    if (chaos().chance(30)) check_register(*run_, model_);
    const std::vector<std::string> episodes = model_.episodes();
    if (episodes.empty()) return;
    std::optional<Instant> past;
    if (chaos().chance(40))
      past = Instant::from_microseconds(run_->now().microseconds() -
                                        chaos().between(0, 400) * hour / 10);
    check_standing(*run_, model_, chaos().one_of(episodes), past);
    count("standings compared");
    if (chaos().chance(4)) check_all(*run_, model_, is_one_book_);
  }

  // Ends and starts

  void end_run(const ServiceRun::Group& doubtful, const char* how) {
    count(how);
    tell(how);
    doubt_ = doubtful;
    disk_.cut_power();
    run_.reset();
    const bool is_process_only = !has(power_loss) || chaos().chance(40);
    if (is_process_only)
      disk_.survive();
    else
      disk_.lose_power(chaos());
    count(is_process_only ? "process ends" : "power losses");
    after(chaos().between(1, 120) * second, [this] {
      if (!run_) start();
    });
  }

  // Until it is up: a start may be killed too.
  void start() {
    for (;;) {
      put_sqlite_on(&disk_, static_cast<std::uint64_t>(chaos().between(1, 1'000'000)));
      const int dies_at = meets(kills, 10) ? chaos().between(1, 150) : 0;
      if (meets(power_loss, 10)) disk_.fail({.power_at = chaos().between(1, 120)});
      if (meets(failing_disk, 4)) disk_.fail({.at_sync = chaos().between(1, 6)});
      std::string why = "killed";
      try {
        const ServiceRun::World world{disk_,
                                      [this] { return wall_clock(); },
                                      [this] { return now(); },
                                      [this] { return work(); },
                                      [this] { return chaos().chance(30); },
                                      anchor_,
                                      options_.weakness};
        run_ = std::make_unique<ServiceRun>(world, clinic_.books()[book_], dies_at);
      } catch (const Killed&) {
      } catch (const sql::Error& error) {
        why = error.what();
      }
      if (run_ && !disk_.is_dead() && !disk_.has_failed()) break;
      if (!disk_.is_dead() && !disk_.has_failed()) throw Violation{"cannot start: " + why};
      count("starts that failed");
      tell("a start failed: " + why);
      disk_.cut_power();
      run_.reset();
      if (has(power_loss) && chaos().chance(50))
        disk_.lose_power(chaos());
      else
        disk_.survive();
    }
    disk_.fail({});
    count("starts");
    tell("started");
    after_start();
    plan_to_catch_up(chaos().between(1, 50) * millisecond);
  }

  void after_start() {
    Instant entered;
    run_->reader().run(
        "SELECT min(recorded_at) FROM facility WHERE id = 'main'", {},
        [&](const sql::Row& row) { entered = Instant::from_microseconds(row.integer(0)); });
    model_.register_first_facility({"main", "Main facility", "", test::zone("America/Chicago"), {}},
                                   entered);
    const auto doubt = std::exchange(doubt_, {});
    if (!doubt.attempts.empty()) {
      const bool is_committed = run_->last_mark() == doubt.mark;
      count(is_committed ? "doubtful groups committed" : "doubtful groups gone");
      resolve(doubt, is_committed);
    }
    check_anchor(*run_, anchor_);
    check_all(*run_, model_, is_one_book_);
  }

  // Now and then longer than the service means to work at a time.
  Micros work() { return chaos().chance(5) ? chaos().between(1, 300) * millisecond : 0; }

  void disturb() {
    if (meets(clock_jumps, 4)) {
      tell("the clock jumps by " + std::to_string(jump_clock()));
      count("clock jumps");
    }
    if (!run_) return;
    if (meets(power_loss, 2)) return end_run({}, "power lost between groups");
    if (!meets(restarts, 3)) return;
    drain();
    if (!run_) return;
    run_->look_at_changes(true);
    run_.reset();
    disk_.survive();
    if (meets(other_policies, 50) && clinic_.books().size() > 1) {
      book_ = 1 - book_;
      is_one_book_ = false;
      count("changes of policies");
    }
    count("orderly restarts");
    start();
  }

  Options options_;
  Dice dice_, network_;
  Clinic clinic_;
  Disk disk_;
  Model model_;
  std::unique_ptr<ServiceRun> run_;
  Follower follower_{*this, network_, disk_, model_, run_};
  ServiceRun::Group doubt_;
  store::ChainLink anchor_;
  Ending last_ending_ = Ending::committed;
  std::vector<Client> clients_;
  std::vector<Errand> errands_;
  std::string unexpected_;
  std::int64_t mark_ = 0;
  std::size_t book_ = 0;
  bool is_drain_due_ = false, is_catch_up_due_ = false, is_one_book_ = true;
};

}  // namespace

Result simulate(std::uint64_t seed, const Options& options) {
  return Simulation(seed, options).run();
}

}  // namespace authledger::simulation
