package lint

// The fields of each kind of body: what the specification, the older reference and the request types of the
// official SDKs have together.

const (
	addressFields = ` zip_code street_name street_number neighborhood city city_name federal_unit state state_name country country_name floor apartment `
	documentField = ` identification{ type number } `
	phoneField    = ` phone{ area_code number extension } `
	journeyFields = ` passenger{ first_name last_name identification_type identification_number ` + documentField + `}
		route{ departure destination departure_date_time arrival_date_time company } `
	recurring = ` auto_recurring{ frequency% frequency_type transaction_amount# currency_id start_date end_date repetitions%
		billing_day% billing_day_proportional? free_trial{ frequency% frequency_type first_invoice_offset% } } `
)

var shapes = map[Kind]*shape{
	Payment: parseShape(`
		transaction_amount# payment_method_id token installments% issuer_id description external_reference
		notification_url statement_descriptor capture? binary_mode? date_of_expiration callback_url
		metadata@ three_d_secure_mode application_fee# sponsor_id coupon_amount# coupon_code campaign_id%
		differential_pricing_id% net_amount# processing_mode merchant_account_id payment_method_option_id
		device_id back_urls* operation_type
		payer{ type id email first_name last_name entity_type authentication_type is_prime_user?
			is_first_purchase_online? registration_date last_purchase` + documentField + phoneField + `address{` + addressFields + `} }
		additional_info{ ip_address referral_url
			items[ id title description picture_url category_id quantity# unit_price# type event_date warranty?
				currency_identifier category_descriptor{ event_date type` + journeyFields + `} ]
			payer{ first_name last_name registration_date last_purchase authentication_type is_prime_user? is_first_purchase_online?
				` + documentField + phoneField + `address{` + addressFields + `} }
			shipments{ local_pickup? express_shipment? receiver_address{` + addressFields + `local_pickup? express_shipment? } }
			barcode{ type content width# height# } }
		transaction_details{ financial_institution }
		order{ id type }
		taxes[ type value# percentage? ]
		point_of_interaction{ type sub_type linked_to transaction_data{ first_time_use? first_transaction? storage transaction_initiator
			subscription_id billing_date subscription_sequence{ number% total% } invoice_period{ period% type }
			payment_reference{ id } reference{ id } } }
		payment_method{ type data{ authentication{ type cryptogram three_ds_server_trans_id eci ds_trans_id acs_trans_id three_ds_version authentication_status }
			rules{ fine{ type value# } interest{ type value# } discounts[ type value# limit_date ] } } }
		forward_data{ sub_merchant{ sub_merchant_id mcc country zip document_number document_type city address_street
			address_door_number legal_name region_code_iso region_code phone url } network_transaction_data{ network_transaction_id } }
		amounts{ collector{ currency_id transaction# } payer{ currency_id transaction# } }
		counter_currency{ currency_id }
		merchant_services{ fraud_scoring? fraud_manual_review? }`),

	Preference: parseShape(`
		items[ id title description picture_url category_id currency_id type warranty? category_descriptor@ unit_price# quantity% ]
		payer{ name surname email date_created registration_date last_purchase authentication_type is_prime_user? is_first_purchase_online?
			` + documentField + phoneField + `address{` + addressFields + `} }
		payment_methods{ excluded_payment_methods[ id ] excluded_payment_types[ id ] default_payment_method_id default_card_id installments% default_installments% }
		back_urls{ success pending failure } auto_return notification_url external_reference statement_descriptor additional_info
		expires? expiration_date_from expiration_date_to date_of_expiration binary_mode? marketplace marketplace_fee#
		differential_pricing{ id% }
		shipments{ mode dimensions default_shipping_method local_pickup? free_shipping? express_shipment? cost# free_methods*
			receiver_address{` + addressFields + `local_pickup? express_shipment? } }
		tracks[ type values@ ] taxes[ type value# ] processing_modes* purpose operation_type metadata@ amounts@ counter_currency@
		device_id sponsor_id%`),

	Order: parseShape(`
		type processing_mode capture_mode total_amount external_reference description marketplace marketplace_fee
		expiration_time checkout_available_at currency
		payer{ id email first_name last_name customer_id entity_type identification{ type number } phone{ area_code number }
			address{ zip_code street_name street_number neighborhood city state complement country floor apartment } }
		transactions{ payments[ amount expiration_time date_of_expiration
			payment_method{ id type token installments% statement_descriptor financial_institution }
			automatic_payments{ payment_profile_id schedule_date due_date retries% }
			stored_credential{ payment_initiator reason store_payment_method? first_payment? previous_transaction_reference }
			subscription_data{ invoice_id billing_date subscription_sequence{ number% total% } invoice_period{ type period% } } ] }
		items[ id title unit_price quantity% description external_code category_id type picture_url warranty? event_date unit_measure external_categories[ id ] ]
		config{ statement_descriptor notification_url default_payment_due_date
			online{ callback_url success_url pending_url failure_url auto_return auto_return_url available_from allowed_user_type
				tracks[ type values@ ] differential_pricing{ id% } transaction_security{ validation liability_shift } }
			payment_method{ default_type default_id not_allowed_ids* not_allowed_types* max_installments% min_installments% default_installments%
				installments_cost installments{ interest_free{ type values* } available{ type values* } } }
			point{ terminal_id print_on_terminal ticket_number screen_time }
			qr{ external_pos_id mode } }
		additional_info{ payer.authentication_type payer.registration_date payer.is_prime_user? payer.is_first_purchase_online? payer.last_purchase payer.ip_address
			payer{ ip_address } shipment.express? shipment.local_pickup? platform.shipment.delivery_promise platform.shipment.drop_shipping
			platform.shipment.safety platform.shipment.tracking.code platform.shipment.tracking.status platform.shipment.withdrawn?
			platform.seller.id platform.seller.name platform.seller.email platform.seller.status platform.seller.referral_url
			platform.seller.registration_date platform.seller.hired_plan platform.seller.business_type platform.seller.address.zip_code
			platform.seller.address.street_name platform.seller.address.street_number platform.seller.address.city platform.seller.address.state
			platform.seller.address.complement platform.seller.address.country platform.seller.identification.type platform.seller.identification.number
			platform.seller.phone.area_code platform.seller.phone.number platform.authentication
			travel.passengers[ first_name last_name identification{ type number } identification_type identification_number item_references* ]
			travel.routes[ departure destination departure_date_time arrival_date_time company item_references* ] }
		integration_data{ integrator_id platform_id corporation_id sponsor_id% sponsor{ id } }
		shipment{ mode local_pickup? cost free_shipping? free_methods[ id% ]
			address{ street_name street_number zip_code floor apartment neighborhood state city complement } }
		taxes[ payer_condition type value ] discounts{ payment_methods[ type new_total_amount ] }`),

	Preapproval: parseShape(`preapproval_plan_id reason payer_email card_token_id card_token_id_secondary payment_method_id_secondary
		back_url external_reference status collector_id%` + recurring),

	Plan: parseShape(`reason status back_url external_reference` + recurring + `
		payment_methods_allowed{ payment_types[ id ] payment_methods[ id ] }`),
}
