"""How every form of the site is drawn, allauth's and the admin's fields included."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Fields with hint and error in the manner of the site (templates/forms/, templates/django/forms/)."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
