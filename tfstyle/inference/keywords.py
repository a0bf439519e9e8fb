"""A method whose keywords are the fields of an options class, which are written there alone."""

import functools
import inspect
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from tfstyle.errors import did_you_mean

_Keywords = ParamSpec("_Keywords")
_Model = TypeVar("_Model")
_Options = TypeVar("_Options")
_Result = TypeVar("_Result")


def takes_keywords_of(
    options_class: Callable[_Keywords, _Options],
) -> Callable[
    [Callable[[_Model, Any, _Options], _Result]],
    Callable[Concatenate[_Model, Any, _Keywords], _Result],
]:
    """Let a method of `(self, images, options)` be called as `(self, images, *, <the fields>)`.

    Type checkers and editors read the fields, their types and defaults off the options class;
    `help` and `inspect.signature` show them, with what the class' docstring says of each.

    Args:
        options_class: a dataclass of keyword-only fields, each told under "Attributes:" in its
            docstring. The method tells `images` under "Args:" and then has a "Returns:".

    Example:
        >>> import dataclasses
        >>> @dataclasses.dataclass(frozen=True, kw_only=True)
        ... class Loud:
        ...     times: int = 2
        >>> class Bird:
        ...     @takes_keywords_of(Loud)
        ...     def sing(self, images, options):
        ...         return images * options.times
        >>> Bird().sing("cu", times=3), str(inspect.signature(Bird().sing))
        ('cucucu', '(images, *, times: int = 2)')
    """
    fields = inspect.signature(options_class).parameters

    def decorate(method):
        own = inspect.signature(method)
        me, images, _ = own.parameters.values()
        signature = own.replace(parameters=[me, images, *fields.values()])

        def with_keywords(*arguments, **keywords):
            try:
                bound = signature.bind(*arguments, **keywords).arguments
            except TypeError as error:
                unknown = next((name for name in keywords if name not in signature.parameters), "")
                hint = did_you_mean(unknown, fields) if unknown else ""
                raise TypeError(f"{method.__qualname__}() {error}.{hint}") from None
            return method(bound.pop(me.name), bound.pop(images.name), options_class(**bound))

        functools.update_wrapper(with_keywords, method)
        del with_keywords.__wrapped__  # whose signature is another
        with_keywords.__signature__ = signature
        with_keywords.__annotations__ = {
            parameter.name: parameter.annotation
            for parameter in signature.parameters.values()
            if parameter.annotation is not parameter.empty
        }
        with_keywords.__doc__ = _with_fields(method.__doc__, options_class.__doc__)
        return with_keywords

    return decorate


def _with_fields(method, options):
    """Return a method's docstring with the fields told after the arguments it tells itself."""
    told = inspect.cleandoc(options or "").partition("Attributes:\n")[2].partition("\n\n")[0]
    before, returns, after = inspect.cleandoc(method or "").partition("\n\nReturns:")
    return f"{before}\n{told}{returns}{after}" if told and returns else method
