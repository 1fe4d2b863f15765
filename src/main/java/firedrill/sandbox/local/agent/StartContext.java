package firedrill.sandbox.local.agent;

/** What a container of a pod needs that the pod as a whole has. */
record StartContext(
    PodSandbox sandbox, PodVolumes volumes, ObjectSource objects, FieldRef fields) {}
