/* The tree of a history, branches, tags, holds, groups and what a text names.
 */
#include <string.h>

#include "runner.h"

static int32_t read_tree(call* c, const snaproll_manager* self) {
  static const bool found = true;
  snaproll_snapshot_list* snapshot_list = NULL;
  snaproll_buf buf = {0};
  snaproll_id id;
  snaproll_id one;
  snaproll_id other;
  bool present = false;
  int32_t status;
  OP("manager.tree")
  put_json(c, snaproll_manager_tree(self, &buf, ERROR), &buf);
  OP("manager.branches")
  put_json(c, snaproll_manager_branches(self, &buf, ERROR), &buf);
  OP("manager.tags")
  put_json(c, snaproll_manager_tags(self, &buf, ERROR), &buf);
  OP("manager.holds")
  put_json(c, snaproll_manager_holds(self, &buf, ERROR), &buf);
  OP("manager.groups")
  put_json(c, snaproll_manager_groups(self, &buf, ERROR), &buf);
  OP("manager.resolve")
  put_id(c, snaproll_manager_resolve(self, TEXT("text"), &id, ERROR), &id,
         &found);
  if (is(c, "manager.common_ancestor")) {
    one = input_id(c, "one");
    other = input_id(c, "other");
    status = snaproll_manager_common_ancestor(self, &one, &other, &id, &present,
                                              ERROR);
    return put_id(c, status, &id, &present);
  }
  if (is(c, "manager.parent")) {
    one = input_id(c, "id");
    status = snaproll_manager_parent(self, &one, &id, &present, ERROR);
    return put_id(c, status, &id, &present);
  }
  if (is(c, "manager.children")) {
    one = input_id(c, "id");
    status = snaproll_manager_children(self, &one, &snapshot_list, ERROR);
    return MADE(snapshot_list, status);
  }
  return kUnknown;
}

static int32_t change_branches(call* c, snaproll_manager* self) {
  snaproll_context* context = OBJECT(context, "context");
  snaproll_rollback_result* result = NULL;
  snaproll_id head;
  if (has(c, "head")) head = input_id(c, "head");
  OP("manager.create_branch")
  snaproll_manager_create_branch(self, context, TEXT("name"),
                                 has(c, "head") ? &head : NULL, ERROR);
  OP("manager.rename_branch")
  snaproll_manager_rename_branch(self, TEXT("from"), TEXT("to"), ERROR);
  OP("manager.remove_branch")
  snaproll_manager_remove_branch(self, TEXT("name"), ERROR);
  OP("manager.switch_branch")
  put_rollback(c,
               snaproll_manager_switch_branch(self, context, TEXT("name"),
                                              &result, ERROR),
               &result);
  return kUnknown;
}

static int32_t change_names(call* c, snaproll_manager* self) {
  snaproll_id id;
  if (!has(c, "id")) return kUnknown;
  id = input_id(c, "id");
  OP("manager.tag")
  snaproll_manager_tag(self, &id, TEXT("name"), input_bool(c, "unique"), ERROR);
  OP("manager.untag") snaproll_manager_untag(self, &id, TEXT("name"), ERROR);
  OP("manager.hold")
  snaproll_manager_hold(self, &id, TEXT("name"), TEXT("reason"), ERROR);
  OP("manager.release")
  snaproll_manager_release(self, &id, TEXT("name"), ERROR);
  OP("manager.remove") snaproll_manager_remove(self, &id, ERROR);
  OP("manager.remove_group") snaproll_manager_remove_group(self, &id, ERROR);
  return kUnknown;
}

static int32_t run_groups(call* c) {
  static const bool found = true;
  snaproll_execution* runs[2];
  size_t count = 0;
  snaproll_snapshot_options* options = NULL;
  snaproll_id id;
  int32_t status;
  if (!is(c, "execution.snapshot_group") && !is(c, "execution.rollback_group"))
    return kUnknown;
  runs[count++] = OBJECT(execution, "self");
  if (has(c, "other")) runs[count++] = OBJECT(execution, "other");
  if (is(c, "execution.rollback_group")) {
    id = input_id(c, "id");
    return snaproll_execution_rollback_group(runs, count, &id, NULL, ERROR);
  }
  status = input_snapshot_options(c, &options);
  if (status == SNAPROLL_OK)
    status =
        snaproll_execution_snapshot_group(runs, count, options, &id, ERROR);
  snaproll_snapshot_options_free(options);
  return put_id(c, status, &id, &found);
}

int32_t run_tree(call* c) {
  snaproll_rollback_result* result = NULL;
  snaproll_manager* self;
  int32_t status;
  OP("execution.switch_branch")
  put_rollback(c,
               snaproll_execution_switch_branch(OBJECT(execution, "self"),
                                                TEXT("name"), &result, ERROR),
               &result);
  status = run_groups(c);
  if (status != kUnknown) return status;
  if (strncmp(c->op, "manager.", 8) != 0 || !has(c, "self")) return kUnknown;
  self = OBJECT(manager, "self");
  status = read_tree(c, self);
  if (status == kUnknown) status = change_branches(c, self);
  if (status == kUnknown) status = change_names(c, self);
  return status;
}
