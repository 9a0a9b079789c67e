from celery import shared_task
from django.utils import timezone

from . import effects, services


@shared_task(name="post.run_effect")
def run_effect(effect_id: int) -> None:
    """At most one at a time: the claim inside refuses a second worker."""
    effects.run(effect_id)


@shared_task(name="post.sweep_effects")
def sweep_effects() -> None:
    """At least once: sending an effect twice is harmless."""
    effects.sweep(now=timezone.now())


@shared_task(name="post.send_mail")
def send_mail(mail_id: int) -> None:
    """At least once: a second run finds the mail sent and does nothing."""
    services.send_mail(mail_id=mail_id)
