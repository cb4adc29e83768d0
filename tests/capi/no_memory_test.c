/* Every call that changes something, where memory runs out. */
#include "no_memory.h"

static int32_t set_new(world* w) {
  return snaproll_context_set_variable(w->context, Z("new"), T(big_json), E);
}
static int32_t set_over(world* w) {
  return snaproll_context_set_variable(w->context, Z("big"), T(big_over), E);
}
static int32_t set_part(world* w) {
  return snaproll_context_set(w->context, Z("/variables"), Z("{\"a\":1}"), E);
}
static int32_t set_within(world* w) {
  return snaproll_context_set(w->context, Z("/variables/big/7"),
                              Z("\"" LONG_TEXT "\""), E);
}
static int32_t remove_variable(world* w) {
  return snaproll_context_remove_variable(w->context, Z("big"), E);
}
static int32_t remove_within(world* w) {
  return snaproll_context_remove(w->context, Z("/variables/big/7"), E);
}
static int32_t append(world* w) {
  return snaproll_context_append(w->context, Z("/variables/big"),
                                 Z("\"" LONG_TEXT "\""), E);
}
static int32_t append_text(world* w) {
  return snaproll_context_append_text(w->context, Z("/variables/rope"),
                                      Z(LONG_TEXT), E);
}
static int32_t update(world* w) {
  return snaproll_context_update(
      w->context,
      Z("[{\"op\":\"set\",\"pointer\":\"/variables/new\",\"value\":[1,2]},"
        "{\"op\":\"remove\",\"pointer\":\"/node_results/done/list/1\"},"
        "{\"op\":\"remove\",\"pointer\":\"/variables/variable1\"}]"),
      E);
}
static int32_t record(world* w) {
  return snaproll_context_record_node_result(w->context, Z("done"),
                                             Z("{\"other\":[1,2]}"), E);
}
static int32_t remove_result(world* w) {
  return snaproll_context_remove_node_result(w->context, Z("done"), E);
}
static int32_t set_results(world* w) {
  return snaproll_context_set(w->context, Z("/node_results"),
                              Z("{\"done\":1,\"more\":2}"), E);
}
static int32_t set_state(world* w) {
  return snaproll_context_set_state(w->context, SNAPROLL_FAILED,
                                    Z("another " LONG_TEXT), E);
}
static int32_t pause_it(world* w) {
  return snaproll_context_pause(w->context, E);
}
static int32_t take_checkpoint(world* w) {
  snaproll_checkpoint* out = NULL;
  const int32_t s = snaproll_context_create_checkpoint(w->context, &out, E);
  CHECK((out == NULL) == (s != SNAPROLL_OK));
  snaproll_checkpoint_free(out);
  return s;
}
static int32_t apply(world* w) {
  return snaproll_context_apply(w->context, w->snapshot, E);
}
static int32_t take(world* w) {
  return snaproll_manager_create_snapshot(w->manager, w->context, w->told, NULL,
                                          E);
}
static int32_t on_node(world* w) {
  return snaproll_manager_on_node_execute(w->manager, w->context, Z(LONG_TEXT),
                                          NULL, NULL, E);
}
static int32_t prune(world* w) {
  return snaproll_manager_prune_before(w->manager, 1008, NULL, E);
}
static int32_t rollback_to(world* w) {
  snaproll_rollback_result* result = NULL;
  const int32_t s = snaproll_manager_rollback_to(w->manager, w->context,
                                                 &w->third, &result, E);
  return rolled_back(s, result);
}
static int32_t rollback_n(world* w) {
  snaproll_rollback_result* result = NULL;
  const int32_t s = snaproll_execution_rollback_n(w->run, 2, &result, E);
  return rolled_back(s, result);
}
static int32_t begin_step(world* w) {
  snaproll_step* step = NULL;
  const int32_t s =
      snaproll_execution_step_begin(w->run, Z(LONG_TEXT), NULL, &step, E);
  CHECK((step == NULL) == (s != SNAPROLL_OK));
  snaproll_step_free(step);
  return s;
}
static int32_t begin_again(world* w) {
  snaproll_step* step = NULL;
  const int32_t s =
      snaproll_execution_step_begin(w->run, Z("open"), NULL, &step, E);
  snaproll_step_free(step);
  return s;
}
static int32_t finish(world* w) {
  return snaproll_step_finish(w->step, T(big_json), w->result, E);
}
static int32_t fail(world* w) {
  return snaproll_step_fail(w->step, Z(LONG_TEXT), E);
}
static int32_t step_rollback(world* w) {
  snaproll_rollback_result* result = NULL;
  const int32_t s = snaproll_step_rollback(w->step, Z(LONG_TEXT), &result, E);
  return rolled_back(s, result);
}
static int32_t succeed(world* w) {
  return snaproll_node_result_succeed(w->result, T(big_json), E);
}

static const call kCalls[] = {
    {"set_variable, new", set_new, NULL},
    {"set_variable, over an old one", set_over, NULL},
    {"set, all variables", set_part, NULL},
    {"set, all node results", set_results, NULL},
    {"set, an element", set_within, NULL},
    {"remove_variable", remove_variable, NULL},
    {"remove, an element", remove_within, NULL},
    {"append", append, NULL},
    {"append_text", append_text, NULL},
    {"update", update, NULL},
    {"record_node_result", record, NULL},
    {"remove_node_result", remove_result, NULL},
    {"set_state", set_state, NULL},
    {"pause", pause_it, NULL},
    {"create_checkpoint", take_checkpoint, NULL},
    {"apply", apply, NULL},
    {"create_snapshot", take, NULL},
    {"on_node_execute", on_node, NULL},
    {"prune_before", prune, NULL},
    {"rollback_to", rollback_to, NULL},
    {"rollback_n", rollback_n, NULL},
    {"step_begin", begin_step, NULL},
    {"step_begin, again", begin_again, NULL},
    {"step_finish", finish, NULL},
    {"step_fail", fail, NULL},
    {"step_rollback", step_rollback, NULL},
    {"node_result_succeed", succeed, NULL},
};

int main(void) {
  check_calls(kCalls, sizeof kCalls / sizeof *kCalls);
  return check_end();
}
