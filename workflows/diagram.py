"""Draw a workflow as Mermaid text, from the same table that decides."""

from collections import defaultdict

from workflows.engine import Workflow


def mermaid(workflow: Workflow) -> str:
    """Give a state diagram: one arrow for each pair of states, named by its triggers."""
    arrows: dict[tuple[str, str], list[str]] = defaultdict(list)
    for step in workflow.steps:
        if step.dest is not None and step.trigger not in arrows[step.source, step.dest]:
            arrows[step.source, step.dest].append(step.trigger)
    lines = ["stateDiagram-v2", f"    [*] --> {workflow.initial}"]
    lines += [f"    {state}: {workflow.label(state)}" for state in workflow.states]
    lines += [f"    {a} --> {b}: {', '.join(names)}" for (a, b), names in arrows.items() if names]
    lines += [f"    {state} --> [*]" for state in workflow.states if state in workflow.endings]
    return "\n".join(lines)
