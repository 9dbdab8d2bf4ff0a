"""Plans of statements over several sources."""

from __future__ import annotations

from datawisp_jupyter.broker.routes.call import Called
from datawisp_jupyter.domain.values import ListShape, ScalarShape
from datawisp_jupyter.wire.plans import ParameterShape, PlanPart, PlanRequest, PlanView


def plan_query(call: Called, request: PlanRequest) -> PlanView:
    """What each source of a statement would be asked; nothing is run."""
    shapes = {name: _shape_of(shape) for name, shape in request.parameters.items()}
    plan = call.services.planning.plan(call.caller, request.sql, shapes)
    return PlanView(
        parts=tuple(
            PlanPart(
                name=part.name,
                source=part.source,
                table=part.table,
                sql=part.sql,
                variable=part.variable,
                parameters=part.parameters,
                columns=part.columns,
                filters=part.filters,
                masked=part.masked,
            )
            for part in plan.parts
        ),
        join=plan.join,
        parameters=plan.parameters,
    )


def _shape_of(shape: ParameterShape) -> ScalarShape | ListShape:
    if shape.length is not None:
        return ListShape(length=shape.length, types=frozenset(shape.types))
    return ScalarShape(type=shape.types[0] if len(shape.types) == 1 else "")
